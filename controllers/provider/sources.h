// All providers of a manager as one.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_SOURCES_H_
#define MESHGATE_CONTROLLERS_PROVIDER_SOURCES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "controllers/provider/batch.h"
#include "controllers/provider/provider.h"
#include "core/resource/object.h"
#include "core/resource/object_id.h"

namespace meshgate::provider {

// Where two providers give the same object, that of the first is read, and the other is reported
// and read when the first one's is gone. [one thread at a time]
class Sources {
 public:
  // The providers must outlive this.
  explicit Sources(std::vector<Provider*> providers);

  // Called on the threads of the providers, with the number of each.
  using Handler = std::function<void(size_t source, Batch)>;
  void Start(const Handler& handler);

  // What changes of all objects together by a batch of one source. Not all of its lists need to be
  // ordered when there are several sources; `initial` and `wants_answered` mean nothing in it.
  Batch Take(size_t source, Batch batch);

  bool reads_by_name() const { return readers_by_name_ > 0; }
  // See Provider::Want.
  void Want(const std::set<resource::ObjectId>& objects);

  // Every source has listed what there is.
  bool is_listed() const;
  // ... and knows all that was wanted.
  bool is_complete() const;

 private:
  struct Source {
    Provider* provider;
    bool listed = false;
    uint64_t last_want = 0;
    uint64_t wants_answered = 0;
  };

  void Put(size_t source, resource::ObjectPtr object, Batch& changes);
  void Erase(size_t source, const resource::ObjectId& id, Batch& changes);
  void TakeAbsence(size_t source, const resource::ObjectId& id, Batch& changes);

  std::vector<Source> sources_;
  size_t readers_by_name_ = 0;
  // Of several sources: who gives an object, and who says that there is none.
  std::map<resource::ObjectId, std::map<size_t, resource::ObjectPtr>> given_;
  std::map<resource::ObjectId, std::set<size_t>> absent_;
};

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_SOURCES_H_
