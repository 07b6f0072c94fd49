// A form with a repeat, groups and an upload, published in a campaign, and responses to it.
#pragma once

#include <string>

#include "sync/endpoint/campaign.h"

namespace pilotage::test {

// /data/head, /data/home/place (geopoint), /data/home/person* with name and pets*, /data/photo.
inline constexpr const char* kHouseholdForm =
    R"(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
<h:head><h:title>Household</h:title><model>
<instance><data id="household" version="1"><head/><home><place/><person jr:template=""><name/><pet jr:template=""><kind/></pet></person></home><photo/><orx:meta><orx:instanceID/></orx:meta></data></instance>
<bind nodeset="/data/head" type="string"/><bind nodeset="/data/home/place" type="geopoint"/><bind nodeset="/data/home/person/name" type="string"/>
<bind nodeset="/data/home/person/pet/kind" type="string"/><bind nodeset="/data/photo" type="binary"/></model></h:head>
<h:body><input ref="/data/head"><label>Head</label></input><group ref="/data/home"><input ref="/data/home/place"><label>Place</label></input>
<group ref="/data/home/person"><repeat nodeset="/data/home/person"><input ref="/data/home/person/name"><label>Name</label></input>
<group ref="/data/home/person/pet"><repeat nodeset="/data/home/person/pet"><input ref="/data/home/person/pet/kind"><label>Kind</label></input></repeat></group></repeat></group></group>
<upload ref="/data/photo" mediatype="image/*"><label>Photo</label></upload></h:body></h:html>)";

endpoint::FormVersion household_form();

// "Ann" with `inside` in /data/home. `deprecated`: the instanceID that it corrects.
std::string household(const std::string& instance_id, const std::string& head, const std::string& inside = "",
                      const std::string& photo = "", const std::string& deprecated = "");

} // namespace pilotage::test
