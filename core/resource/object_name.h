// The rules for names of objects and namespaces, and for labels.
#ifndef MESHGATE_CORE_RESOURCE_OBJECT_NAME_H_
#define MESHGATE_CORE_RESOURCE_OBJECT_NAME_H_

#include <string>
#include <string_view>

namespace meshgate::resource {

// Which names a kind allows.
enum class NameRule {
  kDnsSubdomain,  // RFC 1123, up to 253 bytes: most kinds
  kDnsLabel,      // RFC 1123, up to 63 bytes: Namespace
  kDns1035Label,  // RFC 1035, up to 63 bytes: Service
  kPathSegment,   // what can stand in a URL: objects inside objects
};

// Why a name breaks the rule, in the API server's words; "" when it does not. [pure]
std::string ExplainInvalidName(std::string_view name, NameRule rule);

// The same for the key and the value of a label: "example.com/name". Keys of annotations in lower
// case and finalizers follow the rule of keys. [pure]
std::string ExplainInvalidLabelKey(std::string_view key);
std::string ExplainInvalidLabelValue(std::string_view value);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_OBJECT_NAME_H_
