// Puts the events of a YAML or JSON parser together into documents, within a budget.
#ifndef MESHGATE_CORE_RESOURCE_DOCUMENT_BUILDER_H_
#define MESHGATE_CORE_RESOURCE_DOCUMENT_BUILDER_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "core/resource/document.h"
#include "core/resource/value.h"

namespace meshgate::resource {

// A parser calls StartDocument, then for the root and below it Add (scalars and finished values),
// StartMap or StartList with End, and Key before every value of a map, then EndDocument. Every call
// returns false after the first error; the parser then stops and calls Finish. Empty documents are
// skipped; the items of a List become documents of their own. [single owner]
class DocumentBuilder {
 public:
  explicit DocumentBuilder(const Budget& budget) : budget_(budget) {}

  bool StartDocument(Position position);
  bool EndDocument();
  bool StartMap(Position position);
  bool StartList(Position position);
  // Closes the innermost list or map. Refuses duplicate keys.
  bool End();
  // Whether the next scalar is a key of the innermost map.
  bool ExpectsKey() const;
  bool Key(std::string key, Position position);
  bool Add(Value value);

  // The value that was completed last: by Add or End. Valid until the next call.
  const Value& last() const { return *last_; }
  // The number of lists and maps around the next value.
  int depth() const { return static_cast<int>(open_.size()); }

  // Records an error, if it is the first.
  bool Fail(Position position, std::string message);
  Decoded Finish() { return std::move(decoded_); }

 private:
  struct Open {
    Value value;
    Field field;  // of a map: the key that waits for its value
    bool has_key = false;
  };

  bool Start(NodeType type, Position position);
  bool SpendNode(Position position);
  bool SpendBytes(size_t bytes, Position position);
  void Place(Value value);
  bool AddDocument(Value value);
  bool AddItems(Value list);

  const Budget budget_;
  Decoded decoded_;
  std::vector<Open> open_;
  Value root_;
  const Value* last_ = &root_;
  size_t nodes_ = 0;
  size_t bytes_ = 0;
  Position start_;
};

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_DOCUMENT_BUILDER_H_
