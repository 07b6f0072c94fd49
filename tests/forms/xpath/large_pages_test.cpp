// Blocks of large pages: of any size, from any thread, each its own.
#include "forms/large_pages.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

using namespace pilotage::forms;

namespace {

struct Block {
  unsigned char* bytes;
  std::size_t size;
  unsigned char mark;
};

bool holds(const Block& block) {
  return std::all_of(block.bytes, block.bytes + block.size, [&](unsigned char byte) { return byte == block.mark; });
}

// Takes and gives back blocks in any order. Whether each held its bytes until its end.
bool takes_and_gives_back(unsigned seed) {
  std::mt19937 random(seed);
  constexpr std::size_t kSizes[] = {1, 100, 65'535, 65'536, 65'537, 300'001, 1'048'576, 4'194'303, 4'194'304, 9'000'000};
  std::vector<Block> blocks;
  bool held = true;
  for (int step = 0; step < 400; ++step) {
    if (blocks.size() < 8 || random() % 2 == 0) {
      const std::size_t size = kSizes[random() % std::size(kSizes)];
      auto* bytes = static_cast<unsigned char*>(allocate_in_large_pages(size));
      blocks.push_back({bytes, size, static_cast<unsigned char>(random())});
      std::memset(bytes, blocks.back().mark, size);
    }
    if (blocks.size() > 8) {
      std::swap(blocks[random() % blocks.size()], blocks.back());
      held = held && holds(blocks.back());
      free_large_pages(blocks.back().bytes, blocks.back().size);
      blocks.pop_back();
    }
  }
  for (const Block& block : blocks) {
    held = held && holds(block);
    free_large_pages(block.bytes, block.size);
  }
  return held;
}

} // namespace

TEST_CASE("no two blocks share a byte") { CHECK(takes_and_gives_back(1)); }

TEST_CASE("threads may take and give back at a time") {
  std::vector<char> held(4, 0);
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < held.size(); ++i) threads.emplace_back([&held, i] { held[i] = takes_and_gives_back(i + 2) ? 1 : 0; });
  for (std::thread& thread : threads) thread.join();
  CHECK(std::ranges::all_of(held, [](char one) { return one != 0; }));
}

TEST_CASE("what one thread took, another gives back") {
  LargeVector<int> numbers(100'000, 7);
  std::thread([taken = std::move(numbers)]() mutable { LargeVector<int>().swap(taken); }).join();
  LargeVector<int> again(100'000, 8);
  CHECK(std::ranges::all_of(again, [](int number) { return number == 8; }));
}

TEST_CASE("a vector keeps what it holds while it grows from small to large") {
  LargeVector<std::size_t> numbers;
  for (std::size_t i = 0; i < 2'000'000; ++i) numbers.push_back(i);
  bool same = true;
  for (std::size_t i = 0; i < numbers.size(); ++i) same = same && numbers[i] == i;
  CHECK(same);
}
