#include "sync/endpoint/storage/sql_storage.h"

#include <exception>
#include <utility>

namespace pilotage::endpoint {

// The transaction of together(), for as long as the work of one thread runs in it.
class SqlStorage::Joint {
public:
  Joint(const SqlStorage& storage, Database& database) : storage_(storage), database_(database), around_(std::exchange(innermost_, this)) {}
  Joint(const Joint&) = delete;
  Joint& operator=(const Joint&) = delete;
  ~Joint() { innermost_ = around_; }

  static Joint* of(const SqlStorage& storage) {
    Joint* joint = innermost_;
    while (joint != nullptr && &joint->storage_ != &storage) joint = joint->around_;
    return joint;
  }

  // After a failure nothing runs any more: SQLite may have rolled back, and would commit each further statement by itself.
  void run(const Work& work) {
    throw_failure();
    try {
      work(database_);
    } catch (const DatabaseFailure&) {
      failure_ = std::current_exception();
      throw;
    }
  }
  // As it was thrown: it tells whether running the whole again can help.
  void throw_failure() const {
    if (failure_) std::rethrow_exception(failure_);
  }

private:
  static thread_local Joint* innermost_;

  const SqlStorage& storage_;
  Database& database_;
  Joint* const around_;
  std::exception_ptr failure_;
};

thread_local SqlStorage::Joint* SqlStorage::Joint::innermost_ = nullptr;

Result<void> SqlStorage::together(const std::function<Result<void>()>& work) {
  return write([&](Database& database) {
    Joint joint(*this, database);
    const Result<void> done = work();
    joint.throw_failure();
    if (!done) throw DatabaseFailure{done.error()};
  });
}

bool SqlStorage::is_together() const { return Joint::of(*this) != nullptr; }

void SqlStorage::run_reading(const Work& work) {
  if (Joint* joint = Joint::of(*this))
    joint->run(work);
  else
    read_with(work);
}

void SqlStorage::run_writing(const Work& work) {
  if (Joint* joint = Joint::of(*this))
    joint->run(work);
  else
    write_with(work);
}

Result<void> SqlStorage::check() {
  return read([](Database& database) { database.query("SELECT count(*) FROM project").next(); });
}

} // namespace pilotage::endpoint
