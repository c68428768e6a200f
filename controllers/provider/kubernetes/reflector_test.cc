#include "controllers/provider/kubernetes/reflector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/resource/schema_catalog.h"
#include "core/resource/well_known.h"

namespace meshgate::provider {
namespace {

using kubernetes::HttpResponse;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// Writes down what it is asked for: "list PATH", "watch PATH", "cancel", "wake".
class FakeTransport final : public Reflector::Transport {
 public:
  void List(uint64_t number, const std::string& path) override { Note(number, "list " + path); }
  void Watch(uint64_t number, const std::string& path, milliseconds) override {
    Note(number, "watch " + path.substr(0, path.find("&timeoutSeconds=")));
  }
  void Cancel(uint64_t) override { calls_.push_back("cancel"); }
  void Wake(uint64_t number, milliseconds after) override {
    Note(number, "wake");
    pause_ = after;
  }

  std::vector<std::string> Take() { return std::exchange(calls_, {}); }
  uint64_t number() const { return number_; }
  milliseconds pause() const { return pause_; }

 private:
  void Note(uint64_t number, std::string call) {
    number_ = number;
    calls_.push_back(std::move(call));
  }
  uint64_t number_ = 0;
  milliseconds pause_{0};
  std::vector<std::string> calls_;
};

std::string Item(const std::string& name, int port) {
  return R"({"apiVersion":"v1","kind":"Service","metadata":{"name":")" + name +
         R"(","namespace":"ns","resourceVersion":"1","managedFields":[{"manager":"x"}]},)"
         R"("spec":{"ports":[{"port":)" + std::to_string(port) + "}]}}";
}

HttpResponse Page(const std::vector<std::string>& items, const std::string& version,
                  const std::string& next = "") {
  std::string body = R"({"kind":"ServiceList","apiVersion":"v1","metadata":{"resourceVersion":")" +
                     version + R"(","continue":")" + next + R"("},"items":[)";
  for (const std::string& item : items) body += (body.ends_with('[') ? "" : ",") + item;
  return {.status = 200, .body = body + "]}"};
}

HttpResponse Failure(int status, const std::string& message) {
  return {.status = status,
          .body = R"({"kind":"Status","message":")" + message + R"(","reason":"R"})"};
}

std::string Frame(const std::string& type, const std::string& object) {
  return R"({"type":")" + type + R"(","object":)" + object + "}\n";
}

std::string Bookmark(const std::string& version) {
  return Frame("BOOKMARK", R"({"kind":"Service","metadata":{"resourceVersion":")" + version +
                               R"("}})");
}

class ReflectorTest : public ::testing::Test {
 protected:
  void List(const HttpResponse& response) { reflector_.OnList(transport_.number(), response); }
  void Say(const std::string& bytes) { reflector_.OnWatchData(transport_.number(), bytes); }
  void End(const HttpResponse& response = {.status = 200}) {
    reflector_.OnWatchEnd(transport_.number(), response);
  }
  void Wake() { reflector_.OnWake(transport_.number()); }

  // "put NAME:PORT", "erase NAME", "note MESSAGE".
  std::vector<std::string> Changes() {
    std::vector<std::string> words;
    const Reflector::Changes changes = reflector_.TakeChanges();
    for (const auto& [id, object] : changes.objects) {
      words.push_back(object ? "put " + id.name + ":" +
                                   std::string(object->spec()["ports"].item(0)["port"].text())
                             : "erase " + id.name);
    }
    for (const Finding& finding : changes.findings) words.push_back("note " + finding.message);
    return words;
  }

  // Lists these objects and watches.
  void StartWith(const std::vector<std::string>& items) {
    reflector_.Start();
    List(Page(items, "10"));
    Changes();
    transport_.Take();
  }

  static ReflectorOptions Options() {
    ReflectorOptions options;
    options.grace = milliseconds(0);
    return options;
  }

  resource::SchemaCatalog schemas_;
  FakeTransport transport_;
  Reflector reflector_{*schemas_.Find(resource::kService), {}, transport_, Options()};
};

constexpr char kList[] = "list /api/v1/services?limit=500";

TEST_F(ReflectorTest, ListsPageByPageAndThenWatches) {
  reflector_.Start();
  EXPECT_THAT(transport_.Take(), ElementsAre(kList));
  List(Page({Item("a", 1)}, "9", "more"));
  EXPECT_THAT(transport_.Take(), ElementsAre("list /api/v1/services?limit=500&continue=more"));
  EXPECT_FALSE(reflector_.answered());
  List(Page({Item("b", 2)}, "10"));
  EXPECT_TRUE(reflector_.answered());
  EXPECT_THAT(transport_.Take(),
              ElementsAre("watch /api/v1/services?watch=true&allowWatchBookmarks=true&"
                          "resourceVersion=10"));
  EXPECT_THAT(Changes(), ElementsAre("put a:1", "put b:2"));
}

TEST_F(ReflectorTest, AnEmptyListIsAnAnswer) {
  reflector_.Start();
  List(Page({}, "10"));
  EXPECT_TRUE(reflector_.answered());
  EXPECT_THAT(Changes(), IsEmpty());
}

TEST_F(ReflectorTest, FollowsTheWatchHoweverItsBytesAreCut) {
  StartWith({Item("a", 1)});
  const std::string text = Frame("MODIFIED", Item("a", 2)) + Frame("ADDED", Item("b", 3)) +
                           Frame("DELETED", Item("a", 2));
  for (const char byte : text) Say(std::string(1, byte));
  EXPECT_THAT(Changes(), ElementsAre("erase a", "put b:3"));
  EXPECT_THAT(transport_.Take(), IsEmpty());
}

TEST_F(ReflectorTest, AWatchThatIsCutContinuesWhereItStopped) {
  StartWith({});
  Say(Bookmark("17"));
  End({.status = 200, .error = "connection reset"});
  EXPECT_THAT(transport_.Take(), ElementsAre(HasSubstr("resourceVersion=17")));
  EXPECT_THAT(Changes(), IsEmpty());
}

TEST_F(ReflectorTest, WatchesThatEndAtOnceAreListedAgain) {
  StartWith({Item("a", 1)});
  for (int i = 0; i < 4; ++i) {
    End();
    EXPECT_THAT(transport_.Take(), ElementsAre("wake"));
    Wake();
    EXPECT_THAT(transport_.Take(), ElementsAre(StartsWith("watch ")));
  }
  End();
  transport_.Take();
  Wake();
  EXPECT_THAT(transport_.Take(), ElementsAre(kList));
  List(Page({Item("b", 1)}, "20"));
  EXPECT_THAT(Changes(), ElementsAre("erase a", "put b:1"));
}

TEST_F(ReflectorTest, AVersionThatIsTooOldIsListedAgain) {
  StartWith({Item("a", 1), Item("b", 1)});
  Say(Frame("ERROR", R"({"kind":"Status","code":410,"message":"too old"})"));
  EXPECT_THAT(transport_.Take(), ElementsAre("cancel", kList));
  List(Page({Item("b", 2)}, "20"));
  EXPECT_THAT(Changes(), ElementsAre("erase a", "put b:2"));
  transport_.Take();
  End(Failure(410, "too old"));
  EXPECT_THAT(transport_.Take(), ElementsAre(kList));
}

TEST_F(ReflectorTest, PagesThatAreGoneBeginAnew) {
  reflector_.Start();
  List(Page({Item("a", 1)}, "9", "more"));
  transport_.Take();
  List(Failure(410, "the continue token is too old"));
  EXPECT_THAT(transport_.Take(), ElementsAre("wake"));
  Wake();
  EXPECT_THAT(transport_.Take(), ElementsAre(kList));
  List(Page({Item("b", 1)}, "10"));
  EXPECT_THAT(Changes(), ElementsAre("erase a", "put b:1"));
}

TEST_F(ReflectorTest, AServerThatIsAwayIsToldOnceAndWhenItIsBack) {
  StartWith({Item("a", 1)});
  const HttpResponse away = {.status = 0, .error = "no route"};
  End(away);
  EXPECT_THAT(Changes(), ElementsAre(StartsWith("note Service objects cannot be watched")));
  milliseconds last{0};
  for (int i = 0; i < 12; ++i) {
    Wake();
    last = transport_.pause();
    End(away);
  }
  EXPECT_THAT(Changes(), IsEmpty());
  EXPECT_GT(last, milliseconds(8000));
  EXPECT_LT(last, milliseconds(20000));
  Wake();
  Say(Bookmark("11"));
  EXPECT_THAT(Changes(), ElementsAre(HasSubstr("can be read from the API server again")));
}

TEST_F(ReflectorTest, AKindThatMayNotBeReadIsAnAnswer) {
  reflector_.Start();
  List(Failure(403, "services is forbidden"));
  EXPECT_TRUE(reflector_.answered());
  EXPECT_THAT(Changes(), ElementsAre(HasSubstr("services is forbidden; let the role")));
  EXPECT_GT(transport_.pause(), milliseconds(20000));
  transport_.Take();
  Wake();
  EXPECT_THAT(transport_.Take(), ElementsAre(kList));
}

TEST_F(ReflectorTest, AKindThatIsNotThereIsLookedForAgain) {
  reflector_.Start();
  List(Failure(404, "the server could not find the requested resource"));
  EXPECT_TRUE(reflector_.answered());
  EXPECT_THAT(Changes(), IsEmpty());
  EXPECT_LT(transport_.pause(), milliseconds(10000));
  transport_.Take();
  Wake();
  EXPECT_THAT(transport_.Take(), ElementsAre(kList));
  List(Page({Item("a", 1)}, "10"));
  EXPECT_THAT(Changes(), testing::Contains("put a:1"));
}

TEST_F(ReflectorTest, ObjectsOfAKindThatGoesAreKeptForAWhile) {
  StartWith({Item("a", 1)});
  End(Failure(404, "not found"));
  transport_.Take();
  List(Failure(404, "not found"));
  EXPECT_THAT(Changes(), ElementsAre(HasSubstr("no longer serves Service objects; the 1 that")));
  Wake();
  List(Failure(404, "not found"));
  const std::vector<std::string> changes = Changes();
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0], "erase a");
}

TEST_F(ReflectorTest, OtherVersionsOfAKindAreTried) {
  resource::KindInfo info;
  info.kind = resource::Kind::Of("g.test", "Thing");
  info.plural = "things";
  info.versions = {{"v1alpha1"}, {"v1"}};
  info.storage_version = "v1";
  FakeTransport transport;
  Reflector reflector(info, {}, transport, Options());
  reflector.Start();
  EXPECT_THAT(transport.Take(), ElementsAre(StartsWith("list /apis/g.test/v1/things?")));
  reflector.OnList(transport.number(), Failure(404, ""));
  EXPECT_THAT(transport.Take(), ElementsAre(StartsWith("list /apis/g.test/v1alpha1/things?")));
  EXPECT_FALSE(reflector.answered());
}

TEST_F(ReflectorTest, OneObjectIsReadByName) {
  FakeTransport transport;
  Reflector reflector(*schemas_.Find(resource::kSecret), {.ns = "ns", .name = "tls"}, transport,
                      Options());
  reflector.Start();
  EXPECT_THAT(transport.Take(),
              ElementsAre("list /api/v1/namespaces/ns/secrets?fieldSelector=metadata.name%3Dtls&"
                          "limit=500"));
  reflector.Stop();
}

TEST_F(ReflectorTest, NonsenseIsListedAgainAndNeverCrashes) {
  const std::string good = Frame("MODIFIED", Item("a", 2));
  for (size_t cut = 0; cut < good.size(); cut += 3) {
    for (const int flip : {0, 1, 4, 0x80}) {
      std::string bad = good;
      bad[cut] = static_cast<char>(bad[cut] ^ flip);
      if (flip == 0) bad = good.substr(0, cut) + "\n";
      Reflector reflector(*schemas_.Find(resource::kService), {}, transport_, Options());
      reflector.Start();
      reflector.OnList(transport_.number(), Page({Item("a", 1)}, "10"));
      reflector.OnWatchData(transport_.number(), bad);
      reflector.OnWatchEnd(transport_.number(), {.status = 200});
      reflector.OnWake(transport_.number());
      reflector.TakeChanges();
    }
  }
  StartWith({Item("a", 1)});
  Say("[1,2]\n");
  EXPECT_THAT(transport_.Take(), ElementsAre("cancel", "wake"));
  EXPECT_THAT(Changes(), ElementsAre(HasSubstr("what is no event in JSON")));
  Wake();
  EXPECT_THAT(transport_.Take(), ElementsAre(kList));
}

TEST_F(ReflectorTest, AnEndlessFrameIsCutOff) {
  StartWith({});
  const std::string megabyte(1 << 20, 'x');
  for (int i = 0; i < 9; ++i) Say(megabyte);
  EXPECT_THAT(Changes(), ElementsAre(HasSubstr("something endless")));
}

TEST_F(ReflectorTest, AnswersToWhatIsNoLongerAskedAreNothing) {
  reflector_.Start();
  const uint64_t first = transport_.number();
  List(Page({}, "10"));
  reflector_.OnList(first, Page({Item("a", 1)}, "9"));
  EXPECT_THAT(Changes(), IsEmpty());
  reflector_.Stop();
  Say(Frame("ADDED", Item("a", 1)));
  EXPECT_THAT(Changes(), IsEmpty());
}

}  // namespace
}  // namespace meshgate::provider
