// The questionnaire of the day, with room for files.
#pragma once

#include <string_view>

namespace pilotage::day {

inline constexpr std::string_view kDayForm = R"xml(<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:orx="http://openrosa.org/xforms">
<h:head><h:title>A bad day</h:title><model>
<instance><data id="bad-day" version="1"><answer/><photo/><voice/><orx:meta><orx:instanceID/></orx:meta></data></instance>
<bind nodeset="/data/answer" type="string"/>
<bind nodeset="/data/photo" type="binary"/>
<bind nodeset="/data/voice" type="binary"/>
<bind nodeset="/data/orx:meta/orx:instanceID" type="string"/>
</model></h:head>
<h:body><input ref="/data/answer"><label>Answer</label></input>
<upload ref="/data/photo" mediatype="image/*"><label>Photo</label></upload>
<upload ref="/data/voice" mediatype="audio/*"><label>Voice</label></upload></h:body></h:html>)xml";

} // namespace pilotage::day
