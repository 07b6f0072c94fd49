// The parts of an .xlsx file, which is a ZIP archive of XML documents (ECMA-376, Open Packaging Conventions).
// One thread. The bytes must outlive it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "forms/xlsform/xml_scanner.h"

struct zip;

namespace pilotage::forms::xlsform {

class XlsxArchive {
public:
  // A hundred times what the largest forms have; a small file that unpacks to more is made to do harm.
  static constexpr std::size_t kMostUnpacked = std::size_t{512} * 1024 * 1024;

  // Nothing where the bytes are no readable ZIP archive.
  static std::optional<XlsxArchive> open(std::string_view bytes);

  bool has(const std::string& part) const;

  // A whole part, unpacked; nothing where it is missing, damaged, or larger than `limit`.
  std::optional<std::string> read(const std::string& part, std::size_t limit) const;

  // A part as it is unpacked, piece by piece, for an XmlScanner. A damaged part ends early, and damaged() tells so; so
  // does one that unpacks to more than `limit`, and oversized() tells that.
  std::optional<XmlScanner::Source> stream(const std::string& part, std::size_t limit = kMostUnpacked) const;
  bool damaged() const { return state_->damaged; }
  bool oversized() const { return state_->oversized; }

private:
  struct Close {
    void operator()(zip* archive) const;
  };

  struct State {
    bool damaged = false;
    bool oversized = false;
  };

  explicit XlsxArchive(zip* archive) : archive_(archive), state_(std::make_shared<State>()) {}

  std::unique_ptr<zip, Close> archive_;
  std::shared_ptr<State> state_;
};

} // namespace pilotage::forms::xlsform
