// Passing an absl::Status on to the caller in one line.
//
//   MG_RETURN_IF_ERROR(Open(path));
//   MG_ASSIGN_OR_RETURN(std::string text, Read(path));
//
// Both work in functions that return absl::Status or absl::StatusOr<T>.
#ifndef MESHGATE_CORE_BASE_STATUS_MACROS_H_
#define MESHGATE_CORE_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define MG_RETURN_IF_ERROR(expression)                                       \
  do {                                                                       \
    if (absl::Status mg_status = (expression); !mg_status.ok()) [[unlikely]] \
      return mg_status;                                                      \
  } while (false)

// `declaration` may declare a variable or assign to one. A type with a comma needs a `using`.
#define MG_ASSIGN_OR_RETURN(declaration, expression) \
  MG_ASSIGN_OR_RETURN_NAMED_(MG_UNIQUE_NAME_(mg_status_or_, __LINE__), declaration, expression)

#define MG_UNIQUE_NAME_(prefix, line) MG_UNIQUE_NAME_JOIN_(prefix, line)
#define MG_UNIQUE_NAME_JOIN_(prefix, line) prefix##line
#define MG_ASSIGN_OR_RETURN_NAMED_(status_or, declaration, expression) \
  auto status_or = (expression);                                       \
  if (!status_or.ok()) [[unlikely]]                                    \
    return std::move(status_or).status();                              \
  declaration = *std::move(status_or)

#endif  // MESHGATE_CORE_BASE_STATUS_MACROS_H_
