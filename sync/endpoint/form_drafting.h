// Making a draft of a form: the files that an earlier draft or the published version has under the same names stay. Any thread.
#pragma once

#include "sync/endpoint/form_reading.h"
#include "sync/endpoint/storage/storage.h"

namespace pilotage::endpoint {

// Errors: the storage's.
Result<FormDraft> put_draft(Storage& storage, const ReadForm& read);

} // namespace pilotage::endpoint
