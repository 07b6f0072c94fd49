#include "faults/day/filler.h"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <random>

#include "client/store/attachments.h"
#include "client/store/form_library.h"
#include "client/store/response.h"
#include "client/store/uuid.h"

namespace pilotage::day {

namespace {

using Random = std::mt19937_64;

// Not compressible, and no two alike.
std::string noise(Random& random, std::size_t size) {
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

std::string words(Random& random, std::size_t size) {
  std::string text;
  while (text.size() < size) text += fmt::format("{:x} ", random() & 0xffff);
  return text;
}

// Most are small. One in fifty is large enough to wait until all answers are there and to go by tus, some of them in several pieces.
std::size_t size_of_file(Random& random) {
  if (random() % 50 != 0) return 500 + random() % 6'000;
  return random() % 8 == 0 ? 600'000 + random() % 600'000 : 270'000 + random() % 100'000;
}

struct Files {
  std::vector<std::string> names;
  std::string photo;
  std::string voice;
};

Result<Files> attach(store::Store& store, store::ResponseId id, Random& random) {
  Files files;
  store::ResponseAttachments attachments(store);
  for (const auto& [node, name] : {std::pair{&files.photo, "photo.jpg"}, std::pair{&files.voice, "voice.m4a"}}) {
    if (random() % 3 == 0) continue;
    auto added = attachments.add(id, name, noise(random, size_of_file(random)));
    if (!added) return std::unexpected(added.error());
    *node = added->name;
    files.names.push_back(added->name);
  }
  return files;
}

// Its line: "instance-id"; nothing when the store did not acknowledge.
Result<std::string> finalize_one(store::Store& store, store::FormKey form, Random& random) {
  const std::string instance = "uuid:" + store::new_uuid();
  store::Responses responses(store);
  const auto id = responses.create({.form = form, .instance_id = instance, .language = ""});
  if (!id) return std::unexpected(id.error());
  const auto files = attach(store, *id, random);
  if (!files) return std::unexpected(files.error());
  const std::string xml = fmt::format("<?xml version=\"1.0\"?><data id=\"bad-day\" version=\"1\" "
                                      "xmlns:orx=\"http://openrosa.org/xforms\"><answer>{}</answer><photo>{}</photo>"
                                      "<voice>{}</voice><orx:meta><orx:instanceID>{}</orx:instanceID></orx:meta></data>",
                                      words(random, 300 + random() % 2'000), files->photo, files->voice, instance);
  if (auto done = responses.finalize(*id, xml, "", files->names); !done) return std::unexpected(done.error());
  // From here on it may not get lost, whether or not it is in the queue yet.
  std::cout << instance << std::endl;
  if (auto queued = responses.queue(*id); !queued && queued.error().code != ErrorCode::conflict) return std::unexpected(queued.error());
  return instance;
}

} // namespace

int fill(const std::filesystem::path& data, std::uint64_t seed, int count) {
  Random random(seed);
  auto store = store::Store::open(data, {.verify = false});
  if (!store) {
    std::cerr << "fill: " << store.error().to_string() << std::endl;
    return 1;
  }
  const auto form = store::FormLibrary(*store).find("bad-day");
  if (!form) {
    std::cerr << "fill: " << form.error().to_string() << std::endl;
    return 1;
  }
  int failed = 0;
  for (int i = 0; i < count; ++i) {
    if (const auto done = finalize_one(*store, form->key, random); !done) {
      ++failed;
      std::cerr << "fill: " << done.error().to_string() << std::endl;
    }
  }
  return failed == 0 ? 0 : 1;
}

} // namespace pilotage::day
