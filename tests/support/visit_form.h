// A small questionnaire with one of everything that filling must hold: languages, relevance, a constraint, a required question, choices
// with a filter, a repeat, a calculation and a random default.
#pragma once

#include <string_view>

namespace pilotage::tests {

inline constexpr std::string_view kVisitForm = R"xml(<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
<h:head><h:title>A visit</h:title><model>
<itext>
<translation lang="English (en)" default="true()"><text id="age"><value>Age</value></text><text id="adult"><value>Only adults</value></text></translation>
<translation lang="Français (fr)"><text id="age"><value>Âge</value></text><text id="adult"><value>Adultes seulement</value></text></translation>
</itext>
<instance><data id="visit" version="3">
<name/><age/><guardian/><region/><town/><drawn/><doubled/>
<person jr:template=""><first/><years/></person>
<photo/>
<orx:meta><orx:instanceID/><orx:instanceName/></orx:meta></data></instance>
<instance id="towns"><root>
<item><name>rabat</name><region>north</region></item><item><name>agadir</name><region>south</region></item></root></instance>
<bind nodeset="/data/name" type="string" required="true()"/>
<bind nodeset="/data/age" type="int" constraint=". &gt;= 0 and . &lt; 130" jr:constraintMsg="jr:itext('adult')"/>
<bind nodeset="/data/guardian" type="string" relevant="/data/age != '' and /data/age &lt; 18"/>
<bind nodeset="/data/region" type="string"/>
<bind nodeset="/data/town" type="string"/>
<bind nodeset="/data/drawn" type="string" readonly="true()" calculate="once(random())"/>
<bind nodeset="/data/doubled" type="int" calculate="/data/age * 2"/>
<bind nodeset="/data/person/first" type="string"/>
<bind nodeset="/data/person/years" type="int"/>
<bind nodeset="/data/photo" type="binary"/>
<bind nodeset="/data/orx:meta/orx:instanceID" type="string" jr:preload="uid"/>
<bind nodeset="/data/orx:meta/orx:instanceName" type="string" calculate="/data/name"/>
</model></h:head>
<h:body>
<input ref="/data/name"><label>Name</label></input>
<input ref="/data/age"><label ref="jr:itext('age')"/></input>
<input ref="/data/guardian"><label>Guardian</label></input>
<select1 ref="/data/region"><label>Region</label><item><label>North</label><value>north</value></item><item><label>South</label><value>south</value></item></select1>
<select1 ref="/data/town"><label>Town</label><itemset nodeset="instance('towns')/root/item[region = /data/region]"><value ref="name"/><label ref="name"/></itemset></select1>
<group ref="/data/person"><label>Person</label><repeat nodeset="/data/person">
<input ref="/data/person/first"><label>First name</label></input><input ref="/data/person/years"><label>Years</label></input></repeat></group>
<upload ref="/data/photo" mediatype="image/*"><label>Photo</label></upload>
</h:body></h:html>)xml";

} // namespace pilotage::tests
