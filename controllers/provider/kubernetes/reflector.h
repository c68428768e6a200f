// Keeps up with the objects of one kind, or with one object: lists them page by page, then watches,
// and after anything that goes wrong continues where it stopped, or lists again.
//
// A state machine without threads or sockets: what it wants done goes to a Transport, which answers
// by calling back. Nothing is ever given up: errors are told and tried again after a pause.
// [single owner]
#ifndef MESHGATE_CONTROLLERS_PROVIDER_KUBERNETES_REFLECTOR_H_
#define MESHGATE_CONTROLLERS_PROVIDER_KUBERNETES_REFLECTOR_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "controllers/kubernetes/http_client.h"
#include "controllers/provider/batch.h"
#include "core/resource/kind_info.h"
#include "core/resource/object.h"

namespace meshgate::provider {

struct ReflectorOptions {
  int page_size = 500;
  std::chrono::milliseconds first_pause{200};  // after an error; doubles
  std::chrono::milliseconds last_pause{15000};
  std::chrono::milliseconds absent_pause{5000};      // until a kind is looked for again
  std::chrono::milliseconds forbidden_pause{30000};  // until it is asked for again
  std::chrono::milliseconds grace{300000};  // objects of a kind that went away are kept so long
  std::chrono::seconds watch_time{60};      // a watch is renewed after about this time
  size_t max_frame_bytes = 8 << 20;
};

// Which objects of a kind: all, one, or those with a label. Parts are as in a URL, "" for none.
struct Selection {
  std::string ns = {};
  std::string name = {};
  std::string labels = {};  // "app=web"
};

class Reflector {
 public:
  // Each call is answered by the method of the same name below, with the same number.
  class Transport {
   public:
    virtual ~Transport() = default;
    virtual void List(uint64_t number, const std::string& path) = 0;
    virtual void Watch(uint64_t number, const std::string& path,
                       std::chrono::milliseconds timeout) = 0;
    // The watch is of no use any more: what it says, and its end, may still come.
    virtual void Cancel(uint64_t number) = 0;
    virtual void Wake(uint64_t number, std::chrono::milliseconds after) = 0;
  };
  // What was found since it was last taken.
  struct Changes {
    std::map<resource::ObjectId, resource::ObjectPtr> objects;  // null: erased
    std::vector<Finding> findings;
  };

  // `info` must outlive this.
  Reflector(const resource::KindInfo& info, Selection selection, Transport& transport,
            ReflectorOptions options);

  void Start();
  // Nothing is wanted any more; answers that still come are nothing.
  void Stop();

  void OnList(uint64_t number, const kubernetes::HttpResponse& response);
  void OnWatchData(uint64_t number, std::string_view bytes);
  void OnWatchEnd(uint64_t number, const kubernetes::HttpResponse& response);
  void OnWake(uint64_t number);

  // All objects were listed once, or it is known that there are none to be had: the server does not
  // serve the kind, or does not let us read it.
  bool answered() const { return answered_; }
  // It is known that there is no such object.
  bool absent() const {
    return answered_ && known_.empty() && trouble_ != Trouble::kForbidden;
  }
  Changes TakeChanges();

 private:
  enum class Trouble { kNone, kAbsent, kForbidden, kOther };

  void StartList();
  void StartWatch();
  void Pause(std::chrono::milliseconds pause);
  // After an error: tells it once and pauses, longer each time.
  void Retry(Trouble trouble, const std::string& message);
  void Recover();
  bool TakePage(const std::string& body, std::string& next);
  void FinishList();
  void OnAbsent();
  bool TakeFrame(std::string_view line);
  void TakeErrorFrame(const resource::Value& object);
  void Put(resource::Value object);
  void Erase(const resource::ObjectId& id);
  void Tell(Severity severity, const std::string& message);
  std::string Query() const;
  std::string KindName() const;

  const resource::KindInfo& info_;
  const Selection selection_;
  Transport& transport_;
  const ReflectorOptions options_;

  uint64_t number_ = 0;  // of what is under way
  bool listing_ = false;
  size_t version_ = 0;    // index in versions_: the one that is asked for
  std::vector<std::string> versions_;
  std::string resource_version_;
  std::string continue_;
  std::set<resource::ObjectId> listed_;  // of the list under way
  std::string rest_;                     // of a frame that is not complete
  int quick_ends_ = 0;                   // watches in a row that ended without a word
  bool watch_said_something_ = false;
  std::chrono::steady_clock::time_point watch_started_;

  bool answered_ = false;
  Trouble trouble_ = Trouble::kNone;
  std::chrono::milliseconds pause_{0};
  std::chrono::steady_clock::time_point absent_since_;
  std::set<resource::ObjectId> known_;
  Changes changes_;
  std::minstd_rand random_{std::random_device()()};
};

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_KUBERNETES_REFLECTOR_H_
