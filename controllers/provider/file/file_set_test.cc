// What files give, read once: LoadFiles, and FileSet between two readings.
#include "controllers/provider/file/file_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "controllers/provider/file/file_provider.h"
#include "controllers/provider/file/object_file.h"
#include "controllers/provider/file/temp_folder.h"
#include "core/resource/well_known.h"

namespace meshgate::provider {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

std::string ServiceYaml(const std::string& name, int port = 80) {
  return "apiVersion: v1\nkind: Service\nmetadata:\n  name: " + name +
         "\n  namespace: demo\nspec:\n  ports:\n  - port: " + std::to_string(port) + "\n---\n";
}

std::vector<std::string> Ids(const std::vector<resource::ObjectPtr>& objects) {
  std::vector<std::string> ids;
  for (const resource::ObjectPtr& object : objects) ids.push_back(ToString(object->id()));
  return ids;
}

std::vector<std::string> Ids(const std::vector<resource::ObjectId>& objects) {
  std::vector<std::string> ids;
  for (const resource::ObjectId& id : objects) ids.push_back(ToString(id));
  return ids;
}

std::vector<std::string> Texts(const std::vector<Finding>& findings) {
  std::vector<std::string> texts;
  for (const Finding& finding : findings) texts.push_back(ToString(finding));
  return texts;
}

int PortOf(const resource::ObjectPtr& service) {
  return static_cast<int>(service->spec()["ports"].item(0)["port"].IntOr(0));
}

class FileSetTest : public testing::Test {
 protected:
  void SetFile(const std::string& name, const std::string& text) {
    folder_.Write(name, text);
    files_.Set(folder_.path(name), ReadObjectFile(folder_.path(name), catalog_));
  }

  TempFolder folder_;
  resource::SchemaCatalog catalog_ = resource::SchemaCatalog();
  FileSet files_{catalog_};
};

TEST(IsObjectFileNameTest, IgnoresWhatEditorsLeaveBehind) {
  for (const char* name : {"a.yaml", "a.yml", "a.json", "A.YAML", "a.Yml", "a.JSON"})
    EXPECT_TRUE(IsObjectFileName(name)) << name;
  for (const char* name : {"", ".a.yaml", "a.yaml~", "4913", ".a.yaml.swp", "a.yaml.swp",
                           "#a.yaml#", "README.md", "..data"}) {
    EXPECT_FALSE(IsObjectFileName(name)) << name;
  }
}

TEST_F(FileSetTest, LoadReadsFoldersAndFilesInOrderOfIdentity) {
  folder_.Write("b.yaml", ServiceYaml("one"));
  folder_.Write("sub/c.yml", ServiceYaml("two"));
  folder_.Write("sub/D.JSON",
                R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"x","namespace":"demo"},)"
                R"("spec":{"ports":[{"port":80}]}})");
  folder_.Write(".hidden/e.yaml", ServiceYaml("no"));
  folder_.Write("notes.txt", "not yaml: [");
  const auto batch = LoadFiles({folder_.path() + "/"}, catalog_);
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_TRUE(batch->initial);
  EXPECT_THAT(Texts(batch->findings), IsEmpty());
  EXPECT_THAT(Ids(batch->put), ElementsAre("Namespace demo", "Service demo/one", "Service demo/two",
                                           "Service demo/x"));
}

TEST_F(FileSetTest, LoadNamesThePathThatCannotBeRead) {
  const auto batch = LoadFiles({folder_.path("absent")}, catalog_);
  EXPECT_EQ(batch.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(batch.status().message()), HasSubstr(folder_.path("absent")));
}

TEST_F(FileSetTest, AnObjectThatDidNotChangeIsNotSentAgain) {
  SetFile("a.yaml", ServiceYaml("one") + ServiceYaml("two"));
  EXPECT_THAT(files_.TakeChanges().put, SizeIs(3));
  SetFile("a.yaml", "# a comment\n" + ServiceYaml("one") + ServiceYaml("two", 81));
  const Batch batch = files_.TakeChanges();
  EXPECT_THAT(Ids(batch.put), ElementsAre("Service demo/two"));
  EXPECT_THAT(batch.erased, IsEmpty());
}

TEST_F(FileSetTest, ABrokenFileKeepsItsLastGoodContent) {
  SetFile("a.yaml", ServiceYaml("one"));
  SetFile("b.yaml", ServiceYaml("two"));
  files_.TakeChanges();
  SetFile("a.yaml", ServiceYaml("one", 81) + "kind: [\n");
  Batch batch = files_.TakeChanges();
  EXPECT_THAT(batch.put, IsEmpty());
  EXPECT_THAT(batch.erased, IsEmpty());
  EXPECT_THAT(Texts(batch.findings),
              ElementsAre(testing::ContainsRegex("a\\.yaml:[0-9]+:[0-9]+: ")));
  SetFile("a.yaml", ServiceYaml("one", 82));
  batch = files_.TakeChanges();
  EXPECT_THAT(Ids(batch.put), ElementsAre("Service demo/one"));
  EXPECT_THAT(Texts(batch.findings), ElementsAre(testing::EndsWith("is readable again")));
}

TEST_F(FileSetTest, ARefusedObjectStandsAlone) {
  SetFile("a.yaml", ServiceYaml("one") + ServiceYaml("two"));
  files_.TakeChanges();
  SetFile("a.yaml", ServiceYaml("one", 81) +
                        "apiVersion: v1\nkind: Service\nmetadata: {name: two, namespace: demo}\n"
                        "spec: {ports: [{port: eighty}]}\n");
  const Batch batch = files_.TakeChanges();
  EXPECT_THAT(Ids(batch.put), ElementsAre("Service demo/one"));
  EXPECT_THAT(batch.erased, IsEmpty());
  ASSERT_THAT(batch.findings, SizeIs(1));
  EXPECT_EQ(batch.findings[0].object, "Service demo/two");
  EXPECT_EQ(batch.findings[0].position.line, 13);
  EXPECT_THAT(batch.findings[0].message, StartsWith("spec.ports[0].port: "));
  EXPECT_THAT(batch.findings[0].message, HasSubstr("last accepted"));
}

TEST_F(FileSetTest, AnObjectWithFieldsThatNobodyKnowsIsRefused) {
  SetFile("a.yaml", ServiceYaml("a") + ServiceYaml("b"));
  files_.TakeChanges();
  const std::string text =
      "apiVersion: v1\nkind: Service\n"
      "metadata: {name: a, namespace: demo, lables: {b: c}, nam: d}\n"
      "spec: {ports: [{port: eighty}], sessionAffinityConfig: {}}\nstatus: {any: thing}\n---\n";
  SetFile("a.yaml", text + ServiceYaml("b", 81));
  const Batch batch = files_.TakeChanges();
  EXPECT_THAT(Ids(batch.put), ElementsAre("Service demo/b"));
  EXPECT_THAT(batch.erased, IsEmpty());
  const std::string place = folder_.path("a.yaml") + ":";
  EXPECT_THAT(
      Texts(batch.findings),
      ElementsAre(place + "3:38: Service demo/a: metadata.lables: unknown field; did you mean "
                          "\"labels\"? (what was last accepted stays)",
                  place + "3:54: Service demo/a: metadata.nam: unknown field; did you mean "
                          "\"name\"? (what was last accepted stays)",
                  StartsWith(place + "4:23: Service demo/a: spec.ports[0].port: Invalid value: ")));
  EXPECT_EQ(batch.findings[0].severity, Severity::kError);
  SetFile("a.yaml", text + ServiceYaml("b", 81) + "# the same\n");
  EXPECT_THAT(files_.TakeChanges().findings, IsEmpty());
}

TEST_F(FileSetTest, OfTwoPlacesTheFirstStaysAndTheSecondFollows) {
  SetFile("b.yaml", ServiceYaml("one", 2));
  SetFile("a.yaml", ServiceYaml("one", 1));
  Batch batch = files_.TakeChanges();
  ASSERT_THAT(Ids(batch.put), ElementsAre("Namespace demo", "Service demo/one"));
  EXPECT_EQ(PortOf(batch.put[1]), 1);
  ASSERT_THAT(batch.findings, SizeIs(1));
  EXPECT_EQ(batch.findings[0].file, folder_.path("b.yaml"));
  EXPECT_THAT(batch.findings[0].message, HasSubstr(folder_.path("a.yaml") + ":1 stays"));

  SetFile("a.yaml", ServiceYaml("one", 3));
  EXPECT_THAT(files_.TakeChanges().findings, IsEmpty()) << "told once";

  files_.Remove(folder_.path("a.yaml"));
  batch = files_.TakeChanges();
  ASSERT_THAT(Ids(batch.put), ElementsAre("Service demo/one"));
  EXPECT_EQ(PortOf(batch.put[0]), 2);
}

TEST_F(FileSetTest, TwiceInOneFileNamesBothLines) {
  SetFile("a.yaml", ServiceYaml("one", 1) + ServiceYaml("one", 2));
  const Batch batch = files_.TakeChanges();
  EXPECT_EQ(PortOf(batch.put[1]), 1);
  ASSERT_THAT(batch.findings, SizeIs(1));
  EXPECT_THAT(batch.findings[0].message, HasSubstr("a.yaml:1 stays"));
  EXPECT_THAT(batch.findings[0].message, HasSubstr("a.yaml:10 is ignored"));
}

constexpr char kRefers[] = "{parentRefs: [{name: edge}]}";

// `spec` is YAML in flow style.
std::string Unknown(const std::string& kind, const std::string& name, const std::string& spec,
                    const std::string& api_version = "example.com/v1") {
  return "apiVersion: " + api_version + "\nkind: " + kind +
         "\nmetadata: {namespace: demo, name: " + name + "}\nspec: " + spec + "\n---\n";
}

TEST_F(FileSetTest, AKindThatNobodyReadsIsToldOnceWithItsNumber) {
  SetFile("b.yaml",
          Unknown("TeapotRoute", "two", kRefers) + Unknown("TeapotRoute", "three", kRefers));
  SetFile("a.yaml", Unknown("TeapotRoute", "one", kRefers));
  const Batch batch = files_.TakeChanges();
  EXPECT_THAT(batch.put, IsEmpty());
  ASSERT_THAT(batch.findings, SizeIs(1));
  EXPECT_EQ(batch.findings[0].severity, Severity::kWarning);
  EXPECT_EQ(ToString(batch.findings[0]),
            folder_.path("a.yaml") +
                ":1:1: TeapotRoute demo/one: is ignored, with 2 more of its kind: no loaded plugin "
                "brings the "
                "kind TeapotRoute.example.com; correct it, add its plugin with --plugin-dir, or "
                "remove the objects");

  SetFile("c.yaml", Unknown("TeapotRoute", "four", kRefers));
  EXPECT_TRUE(files_.TakeChanges().empty()) << "the kind is known to be ignored";
  for (const char* name : {"a.yaml", "b.yaml", "c.yaml"}) files_.Remove(folder_.path(name));
  EXPECT_TRUE(files_.TakeChanges().empty());
  SetFile("d.yaml", Unknown("TeapotRoute", "five", kRefers));
  EXPECT_THAT(Texts(files_.TakeChanges().findings),
              ElementsAre(HasSubstr("TeapotRoute demo/five: is ignored: ")));
}

TEST_F(FileSetTest, OnlyWhatSomebodyMayExpectToBeServedIsTold) {
  SetFile("a.yaml", Unknown("Deployment", "app", "{replicas: 2}", "apps/v1") +
                        Unknown("VerticalPodAutoscaler", "app", "{targetRef: {name: app}}") +
                        Unknown("Gateway", "mesh", "{servers: []}", "networking.istio.io/v1") +
                        Unknown("Odd", "text", "parentRefs") +
                        "{apiVersion: example.com/v1, kind: Bare}\n");
  EXPECT_TRUE(files_.TakeChanges().empty());

  // One object is enough to tell of its kind.
  SetFile("c.yaml", Unknown("Odd", "route", kRefers));
  EXPECT_THAT(Texts(files_.TakeChanges().findings),
              ElementsAre(HasSubstr("Odd demo/text: is ignored, with 1 more of its kind: ")));

  SetFile("b.yaml",
          Unknown("HTTPRuote", "typo", "{}", "gateway.networking.k8s.io/v1") +
              Unknown("Throttle", "policy", "{targetRefs: [{name: edge}]}") +
              Unknown("HTTPRoute", "typo", "{parentRefs: []}", "gateway.networking.k8s/v1"));
  EXPECT_THAT(Texts(files_.TakeChanges().findings),
              ElementsAre(HasSubstr(":11:1: HTTPRoute demo/typo: is ignored"),
                          HasSubstr(":1:1: HTTPRuote demo/typo: is ignored"),
                          HasSubstr(":6:1: Throttle demo/policy: is ignored")));
}

TEST_F(FileSetTest, AMistypedKindIsToldWithTheRightOne) {
  SetFile("a.yaml", Unknown("HttpService", "a", kRefers, "v1") +
                        Unknown("Servise", "a", kRefers, "v1") +
                        Unknown("Service", "a", kRefers, "apps/v1"));
  const std::vector<std::string> told = Texts(files_.TakeChanges().findings);
  EXPECT_THAT(told, ElementsAre(HasSubstr("HttpService; correct it, add its plugin"),
                                testing::EndsWith("Service.apps; did you mean Service?"),
                                testing::EndsWith("Servise; did you mean Service?")));
}

TEST_F(FileSetTest, ServicesReachedWithoutTlsAreNamed) {
  const auto policy = [](const std::string& name, const std::string& targets) {
    return Unknown("BackendTLSPolicy", name, "{targetRefs: [" + targets + "]}",
                   "gateway.networking.k8s.io/v1");
  };
  SetFile("a.yaml", policy("one", "{kind: Service, name: app}, {kind: Other, name: x}"));
  EXPECT_THAT(Texts(files_.TakeChanges().findings),
              ElementsAre(HasSubstr("; Service demo/app is reached without TLS; ")));
  SetFile("b.yaml", policy("two", "{kind: Service, name: app}"));
  EXPECT_TRUE(files_.TakeChanges().empty());
  SetFile("c.yaml", policy("three", "{kind: Service, name: shop}"));
  EXPECT_THAT(
      Texts(files_.TakeChanges().findings),
      ElementsAre(HasSubstr("; Service demo/app, Service demo/shop are reached without TLS; ")));
}

TEST_F(FileSetTest, NothingIsToldOfSilencedKinds) {
  folder_.Write("a.yaml", Unknown("TeapotRoute", "one", kRefers) + Unknown("Odd", "two", kRefers));
  const auto batch = LoadFiles({folder_.path()}, catalog_, {"TeapotRoute.example.com"});
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_THAT(Texts(batch->findings), ElementsAre(HasSubstr("Odd demo/two: is ignored: ")));
}

TEST_F(FileSetTest, AKnownKindThatNobodyReadsIsTold) {
  catalog_.MarkUnread(resource::kService);
  SetFile("a.yaml", ServiceYaml("one") + ServiceYaml("two"));
  const Batch batch = files_.TakeChanges();
  EXPECT_THAT(Texts(batch.findings),
              ElementsAre(HasSubstr("Service demo/one: is ignored, with 1 more of its kind: ")));
  SetFile("a.yaml", "{");
  for (const Finding& finding : files_.TakeChanges().findings) {
    EXPECT_THAT(finding.message, Not(HasSubstr("ignored"))) << "its last content stays";
  }
  SetFile("a.yaml", ServiceYaml("one"));
  for (const Finding& finding : files_.TakeChanges().findings) {
    EXPECT_THAT(finding.message, Not(HasSubstr("ignored"))) << "told before it broke";
  }
}

TEST_F(FileSetTest, ANamespaceExistsWhileItIsUsedOrGiven) {
  const std::string given =
      "apiVersion: v1\nkind: Namespace\nmetadata: {name: demo, labels: {a: b}}\n";
  SetFile("a.yaml", ServiceYaml("one"));
  Batch batch = files_.TakeChanges();
  ASSERT_THAT(Ids(batch.put), ElementsAre("Namespace demo", "Service demo/one"));
  EXPECT_EQ(batch.put[0]->Label("kubernetes.io/metadata.name"), "demo");

  SetFile("n.yaml", given);
  batch = files_.TakeChanges();
  ASSERT_THAT(Ids(batch.put), ElementsAre("Namespace demo"));
  EXPECT_EQ(batch.put[0]->Label("a"), "b");
  EXPECT_EQ(batch.put[0]->Label("kubernetes.io/metadata.name"), "demo");

  files_.Remove(folder_.path("n.yaml"));
  batch = files_.TakeChanges();
  ASSERT_THAT(Ids(batch.put), ElementsAre("Namespace demo"));
  EXPECT_EQ(batch.put[0]->Label("a"), "");
  EXPECT_THAT(batch.erased, IsEmpty());

  files_.Remove(folder_.path("a.yaml"));
  batch = files_.TakeChanges();
  EXPECT_THAT(Ids(batch.erased), ElementsAre("Namespace demo", "Service demo/one"));
}

TEST_F(FileSetTest, AFileHasABudget) {
  const std::string text = ServiceYaml("one", 1);
  constexpr size_t kMost = 16 << 20;
  folder_.Write("a.yaml", text + std::string(kMost - text.size(), '\n'));
  EXPECT_EQ(ReadObjectFile(folder_.path("a.yaml"), catalog_).objects.size(), 1u);
  folder_.Write("a.yaml", text + std::string(kMost + 1 - text.size(), '\n'));
  const FileContent content = ReadObjectFile(folder_.path("a.yaml"), catalog_);
  EXPECT_EQ(content.result, ReadResult::kBroken);
  ASSERT_THAT(content.findings, SizeIs(1));
  EXPECT_THAT(content.findings[0].message, HasSubstr("larger than 16 MiB; split it"));
}

TEST_F(FileSetTest, WhatIsNoRegularFileIsReportedAndNotWaitedFor) {
  std::filesystem::create_directory(folder_.path("folder.yaml"));
  const FileContent content = ReadObjectFile(folder_.path("folder.yaml"), catalog_);
  EXPECT_EQ(content.result, ReadResult::kBroken);
  ASSERT_EQ(mkfifo(folder_.path("pipe.yaml").c_str(), 0600), 0);
  EXPECT_EQ(ReadObjectFile(folder_.path("pipe.yaml"), catalog_).result, ReadResult::kBroken);
}

}  // namespace
}  // namespace meshgate::provider
