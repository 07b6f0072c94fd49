// GET …/forms/<id>.svc, its $metadata and its tables: submissions as OData, in the shapes of ODK Central.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "sync/endpoint/addressed_submission.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/odata_metadata.h"
#include "sync/endpoint/odata_ordered_pages.h"
#include "sync/endpoint/odata_query.h"
#include "sync/endpoint/openrosa.h"
#include "sync/endpoint/submission_json.h"
#include "sync/endpoint/submission_pages.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;

struct AddressedService {
  AddressedForm form;
  std::shared_ptr<const FormField> root;
  std::string url; // "https://…/forms/household.svc"
};
std::expected<AddressedService, Response> addressed_service(const Service& service, const Request& request) {
  auto form = addressed_form(service, request, Act::read_results);
  if (!form) return std::unexpected(std::move(form.error()));
  auto root = fields_of(service, *form);
  if (!root) return std::unexpected(std::move(root.error()));
  std::string url = fmt::format("{}/v1/projects/{}/forms/{}.svc", server_url(service, request), form->caller.project,
                                sync::percent_encode(form->form_id));
  return AddressedService{.form = std::move(*form), .root = std::make_shared<const FormField>(std::move(*root)), .url = std::move(url)};
}

Response as_odata(Response response) {
  response.with("OData-Version", "4.0");
  return response;
}

Response service_document(const Service& service, const Request& request) {
  auto found = addressed_service(service, request);
  if (!found) return std::move(found.error());
  return as_odata(json_response(200, odata_service_json(*found->root, found->url)));
}

Response metadata(const Service& service, const Request& request) {
  auto found = addressed_service(service, request);
  if (!found) return std::move(found.error());
  Response response{.status = 200, .headers = {}, .body = odata_metadata_xml(*found->root, found->form.form_id), .file = {}};
  response.with("Content-Type", "application/xml");
  return as_odata(std::move(response));
}

// What was asked for, found.
struct TableRequest {
  AddressedService service;
  ODataTable table; // refers to service.root
  ODataAddress address;
  ODataQuery query;
  std::string pages; // the address as it was sent, to which a page's place is added: "https://…/Submissions?%24top=3&"
  std::set<std::string, std::less<>> sealed; // versions of the form whose submissions are encrypted
};

// A table as it is sent: the opening, the rows of submission after submission, the ending.
class TableText {
public:
  explicit TableText(TableRequest asked) : asked_(std::move(asked)) {}

  std::string opening() const {
    const std::string context = asked_.service.url + "/$metadata#" + asked_.table.name;
    return fmt::format("{{\"@odata.context\":{},\"value\":[", ordered_json(context).dump());
  }

  // Nothing that comes after matters: there is more than was asked for, and nobody wants to know how much.
  bool is_full() const { return !asked_.query.count && seen_ > end(); }

  Result<void> add(const SubmissionRecord& record, std::string& text) {
    if (is_full() || (asked_.query.filter && !asked_.query.filter(record))) return {};
    // A submission is one row of its own table: where nobody wants that one, it need not be read.
    const bool is_row = asked_.table.steps.empty();
    ODataPosition at{.sequence = record.first.sequence, .row = 0};
    if (is_row && !takes(at)) return {};
    auto rows = odata_rows(record, asked_.table, asked_.query.options, asked_.sealed.contains(record.current.form_version));
    if (!rows) return std::unexpected(rows.error());
    for (; at.row < rows->size(); ++at.row) {
      const ODataRow& row = (*rows)[at.row];
      if (!asked_.address.parent.empty() && row.parent != asked_.address.parent) continue;
      if (!is_row && !takes(at)) continue;
      last_ = at;
      text += (is_first_ ? "" : ",") + json_text(row.json);
      is_first_ = false;
    }
    return {};
  }

  std::string ending() const {
    std::string text = "]";
    if (asked_.query.count) text += fmt::format(",\"@odata.count\":{}", counted_);
    if (asked_.query.top.value_or(0) > 0 && seen_ > end())
      text += fmt::format(",\"@odata.nextLink\":{}", json_text(asked_.pages + next_place()));
    return text + "}";
  }

private:
  // Counts a row. Is it on this page?
  bool takes(const ODataPosition& at) {
    ++counted_;
    if (asked_.query.after && !at.comes_after(*asked_.query.after)) return false;
    const std::uint64_t place = seen_++;
    return place >= asked_.query.skip && place < end();
  }

  // Where the page that follows begins. In another order than that of arrival, what has come meanwhile may stand anywhere.
  std::string next_place() const {
    return asked_.query.order ? fmt::format("%24skip={}", end()) : "%24skiptoken=" + odata_skiptoken(last_);
  }

  std::uint64_t end() const {
    constexpr std::uint64_t kAll = std::numeric_limits<std::uint64_t>::max();
    const std::uint64_t top = asked_.query.top.value_or(kAll);
    return top > kAll - asked_.query.skip ? kAll : asked_.query.skip + top;
  }

  TableRequest asked_;
  std::uint64_t counted_ = 0; // rows of the table
  std::uint64_t seen_ = 0;    // those of them after $skiptoken
  ODataPosition last_;        // of those on this page
  bool is_first_ = true;
};

// The table over all submissions, page after page.
template <typename Pages>
class TableStream {
public:
  TableStream(Pages pages, TableRequest asked) : pages_(std::move(pages)), text_(std::move(asked)) {}

  Result<std::string> operator()() {
    if (std::exchange(is_new_, false)) return text_.opening();
    std::string text;
    while (text.empty() && !ended_) {
      ended_ = pages_.ended() || text_.is_full();
      if (ended_) return text_.ending();
      auto records = pages_.next();
      if (!records) return std::unexpected(records.error());
      for (const SubmissionRecord& record : *records)
        if (auto added = text_.add(record, text); !added) return std::unexpected(added.error());
    }
    return text;
  }

private:
  Pages pages_;
  TableText text_;
  bool is_new_ = true;
  bool ended_ = false;
};

std::expected<TableRequest, Response> table_request(const Service& service, const Request& request) {
  auto found = addressed_service(service, request);
  if (!found) return std::unexpected(std::move(found.error()));
  auto query = read_odata_query(request);
  if (!query) return std::unexpected(std::move(query.error()));
  auto address = read_odata_address(request.capture("table"));
  const std::vector<ODataTable> tables = odata_tables(*found->root);
  const auto table = address ? std::ranges::find(tables, address->table, &ODataTable::name) : tables.end();
  if (table == tables.end())
    return std::unexpected(text_response(404, "This form has no such table. Its tables are listed at the address of the service."));
  if (auto checked = query->options.select.check(*table); !checked) return std::unexpected(std::move(checked.error()));
  const auto versions = service.storage.form_versions(found->form.caller.project, found->form.form_id);
  if (!versions) return std::unexpected(management_refusal(service, versions.error()));
  std::string pages = fmt::format("{}/{}?{}", found->url, request.capture("table"), query_of_all_pages(request));
  TableRequest asked{.service = std::move(*found),
                     .table = *table,
                     .address = std::move(*address),
                     .query = std::move(*query),
                     .pages = std::move(pages),
                     .sealed = {}};
  for (const FormVersion& version : *versions)
    if (version.encrypted) asked.sealed.insert(version.version);
  return asked;
}

Response table(const Service& service, const Request& request) {
  auto asked = table_request(service, request);
  if (!asked) return std::move(asked.error());
  const ProjectId project = asked->service.form.caller.project;
  const std::string form_id = asked->service.form.form_id;
  const char* type = "application/json; charset=utf-8; odata.metadata=minimal";
  if (asked->address.instance_id.empty()) {
    if (asked->query.order) {
      OrderedPages pages(service.storage, project, form_id, asked->query.order, asked->query.filter);
      return as_odata(stream_response(service, type, TableStream(std::move(pages), std::move(*asked))));
    }
    // Who wants to know how many rows there are has them all counted, page after page.
    const bool goes_on = asked->query.after && !asked->query.count;
    SubmissionPages pages(service.storage, project, form_id, SubmissionPages::With::xml, goes_on ? asked->query.after->sequence + 1 : 0);
    return as_odata(stream_response(service, type, TableStream(std::move(pages), std::move(*asked))));
  }
  const auto record = service.storage.submission_record(project, form_id, asked->address.instance_id);
  if (!record) return management_refusal(service, record.error());
  TableText text(std::move(*asked));
  std::string body = text.opening();
  if (auto added = text.add(*record, body); !added) return failure_response(service, added.error());
  return as_odata(json_response(200, body + text.ending()));
}

} // namespace

void add_odata_routes(Router& router, const Service& service) {
  const auto get = [&](const std::string& path, auto resource) {
    add_management_route(router, "GET", "/v1/projects/{project}/forms/{form}.svc" + path,
                         answer([&service, resource](const Request& request) { return resource(service, request); }));
  };
  get("", service_document);
  get("/$metadata", metadata);
  get("/{table*}", table);
}

} // namespace pilotage::endpoint
