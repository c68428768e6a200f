#include "core/resource/object.h"

#include <string>
#include <string_view>

#include "core/base/secret_bytes.h"
#include "core/resource/json.h"
#include "core/resource/well_known.h"
#include "gtest/gtest.h"

namespace meshgate::resource {
namespace {

absl::StatusOr<ObjectPtr> Make(std::string_view json, Kind kind = kGateway) {
  Decoded decoded = DecodeJson(json);
  EXPECT_FALSE(decoded.error) << decoded.error->message;
  return MakeObject(std::move(decoded.documents.at(0).value), kind);
}

std::string Gateway(std::string_view metadata, std::string_view rest = R"(,"spec":{"a":1})") {
  return R"({"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{)" +
         std::string(metadata) + "}" + std::string(rest) + "}";
}

TEST(ObjectTest, ReadsIdentityAndMetadata) {
  const auto object = Make(Gateway(R"("name":"g","namespace":"n","uid":"u","generation":3,
      "creationTimestamp":"1970-01-01T00:01:40Z","resourceVersion":"17",
      "labels":{"l":"1"},"annotations":{"a":"2"})"));
  ASSERT_TRUE(object.ok()) << object.status();
  const Object& gateway = **object;
  EXPECT_EQ(gateway.id(), (ObjectId{kGateway, "n", "g"}));
  EXPECT_EQ(gateway.api_version(), "gateway.networking.k8s.io/v1");
  EXPECT_EQ(gateway.metadata().uid, "u");
  EXPECT_EQ(gateway.metadata().generation, 3);
  EXPECT_EQ(gateway.metadata().creation_seconds, 100);
  EXPECT_EQ(gateway.metadata().resource_version, "17");
  EXPECT_FALSE(gateway.metadata().deleting);
  EXPECT_EQ(gateway.Label("l"), "1");
  EXPECT_EQ(gateway.Annotation("a"), "2");
  EXPECT_EQ(gateway.Label("absent"), "");
  EXPECT_EQ(gateway.spec()["a"].IntOr(0), 1);
}

TEST(ObjectTest, AbsentMetadataHasStableFallbacks) {
  const auto object = Make(Gateway(R"("name":"g")"));
  ASSERT_TRUE(object.ok()) << object.status();
  EXPECT_EQ((*object)->metadata().generation, 1);
  EXPECT_EQ((*object)->metadata().creation_seconds, 0);
  EXPECT_EQ((*object)->metadata().uid.size(), 36u);
  EXPECT_EQ((*object)->metadata().uid, (*Make(Gateway(R"("name":"g")")))->metadata().uid);
  EXPECT_NE((*object)->metadata().uid,
            (*Make(Gateway(R"("name":"g","namespace":"n")")))->metadata().uid);
}

TEST(ObjectTest, ContentIsAllButStatusAndBookkeeping) {
  const auto plain = Make(Gateway(R"("name":"g")"));
  const auto bookkept = Make(Gateway(R"("name":"g","resourceVersion":"1","managedFields":[{}])",
                                     R"(,"spec":{"a":1},"status":{"b":2})"));
  EXPECT_EQ(*plain, *bookkept);
  EXPECT_FALSE((*bookkept)->root()["status"]);
  EXPECT_EQ((*bookkept)->status()["b"].IntOr(0), 2);
  EXPECT_FALSE((*plain)->status());

  for (const char* metadata :
       {R"("name":"h")", R"("name":"g","labels":{"a":"b"})",
        R"("name":"g","annotations":{"a":"b"})", R"("name":"g","generation":2)",
        R"("name":"g","creationTimestamp":"2024-01-31T10:00:00Z")"}) {
    EXPECT_NE(*plain, *Make(Gateway(metadata))) << metadata;
  }
  EXPECT_NE(*plain, *Make(Gateway(R"("name":"g")", R"(,"spec":{"a":2})")));
  EXPECT_NE(*plain, ObjectPtr());
}

TEST(ObjectTest, RefusesWhatIsNoObjectOfTheKind) {
  const struct {
    std::string json;
    std::string message;
  } cases[] = {
      {R"({"kind":"Gateway","metadata":{"name":"g"}})", "no apiVersion"},
      {R"({"apiVersion":"v1","metadata":{"name":"g"}})", "kind is \"\", not \"Gateway\""},
      {R"({"apiVersion":"v1","kind":"Gatewax","metadata":{"name":"g"}})", "\"Gatewax\""},
      {R"({"apiVersion":"v1","kind":"Gateway"})", "no metadata.name"},
      {Gateway(R"("name":5)"), "no metadata.name"},
      {Gateway(R"("name":"g","namespace":"n","creationTimestamp":"yesterday")"),
       "Gateway n/g: metadata.creationTimestamp must be a time"},
      {Gateway(R"("name":"g","generation":"x")"), "metadata.generation must be an integer"},
  };
  for (const auto& [json, message] : cases) {
    const auto object = Make(json);
    ASSERT_FALSE(object.ok()) << json;
    EXPECT_NE(object.status().message().find(message), std::string::npos) << object.status();
  }
}

absl::StatusOr<ObjectPtr> MakeSecret(std::string_view data, std::string_view annotations = "") {
  return Make(R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","annotations":{)" +
                  std::string(annotations) + R"(}},"data":{)" + std::string(data) + "}}",
              kSecret);
}

constexpr char kCanary[] = R"("tls.key":"Y2FuYXJ5")";  // "canary"
constexpr char kApplied[] =
    R"("kubectl.kubernetes.io/last-applied-configuration":"{\"data\":{\"tls.key\":\"Y2FuYXJ5\"}}")";

TEST(ObjectTest, TheTreeOfASecretHoldsNoKeyMaterial) {
  const auto secret = MakeSecret(kCanary, R"("a":"b",)" + std::string(kApplied));
  ASSERT_TRUE(secret.ok()) << secret.status();
  std::string text;
  EncodeJson((*secret)->root(), text);
  EXPECT_EQ(text, R"({"apiVersion":"v1","data":{"tls.key":")" +
                      base::SecretBytes("canary").ToString() +
                      R"("},"kind":"Secret","metadata":{"annotations":{"a":"b"},"name":"s"}})");
  EXPECT_EQ((*secret)->FindSecretValue("tls.key")->Reveal().view(), "canary");
  EXPECT_EQ((*secret)->FindSecretValue("tls.crt"), nullptr);
}

TEST(ObjectTest, TheContentOfASecretCountsAndCanBeMadeAgain) {
  const auto secret = MakeSecret(kCanary);
  EXPECT_EQ(*secret, *MakeSecret(kCanary, kApplied));
  EXPECT_NE(*secret, *MakeSecret(R"("tls.key":"Y2FuYXJ6")"));
  EXPECT_NE(*secret, *MakeSecret(R"("tls.kez":"Y2FuYXJ5")"));
  const auto again = MakeObject((*secret)->Thaw(), kSecret);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*again, *secret);
  EXPECT_EQ((*again)->FindSecretValue("tls.key")->Reveal().view(), "canary");
}

TEST(ObjectTest, WhatIsNoBase64IsNamedAndNotQuoted) {
  for (const char* text : {"canary-", "Y2FuYXJ", "Y2Fu YXJ5", "Y2FuYXJ5="}) {
    const auto secret = MakeSecret(R"("tls.key":")" + std::string(text) + '"');
    ASSERT_FALSE(secret.ok()) << text;
    EXPECT_EQ(secret.status().message(), "Secret s: data.tls.key is not base64") << text;
  }
  EXPECT_TRUE(MakeSecret(R"("tls.key":"Y2Fu\r\nYXJ5\n","empty":"")").ok());
}

}  // namespace
}  // namespace meshgate::resource
