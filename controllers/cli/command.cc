#include "controllers/cli/command.h"

#include <array>

#include "core/base/check.h"

namespace meshgate::cli {
namespace {

constexpr std::array<CommandInfo, 12> kCommands = {{
    {Command::kQuickstart, "",
     "Run the quickstart: a Gateway, a route, a demo backend and a local Envoy.",
     "Edit the files that it names and send the request again."},
    {Command::kRun, "run", "Serve the Gateways of files and folders with local Envoys.",
     "The files are watched: every change is served as soon as it is written. Ctrl-C drains and\n"
     "stops the Envoys."},
    {Command::kTranslate, "translate",
     "Print what files and folders mean, without running anything.",
     "Objects that an API server would refuse are reported on stderr and left out; the exit code\n"
     "is then 1."},
    {Command::kValidate, "validate",
     "Report everything that is wrong with files and folders, without running anything.",
     "One line for each problem: what an API server would refuse, fields that no schema knows or\n"
     "that a plugin refuses, listeners in conflict, routes that attach to nothing, references "
     "that\n"
     "lead nowhere, rules that no request reaches or that answer nothing. A warning is about what\n"
     "may stand elsewhere (give those files too) or has no effect (--ignore-kind is for what you\n"
     "know). The exit code is 1 when there is any problem.",
     ""},
    {Command::kDescribe, "describe",
     "Tell what one object means: a Gateway, a GatewayClass, a Service, a route or a policy.",
     "Of a route: the listeners and hostnames that serve it, what each rule does, what is wrong, "
     "and\n"
     "the plugin. NAME is NAMESPACE/NAME; a name alone means the namespace \"default\". The exit\n"
     "code is 1 when there is no such object.",
     "KIND NAME"},
    {Command::kExplain, "explain", "Tell which rule and backend a request takes, and why no other.",
     "URL is the request's, as for curl: its port is the one that a listener declares, and a Host\n"
     "header (-H) names another host than the URL. Nothing is sent. The exit code is 1 when the\n"
     "request is not served: answered with 4xx or 5xx, or not at all.",
     "URL"},
    {Command::kPluginList, "plugin list", "List the plugins that would be loaded, and their kinds.",
     ""},
    {Command::kPluginInspect, "plugin inspect",
     "Tell what a plugin's file is, and whether this manager would load it.",
     "What the file says of itself is read without running it. When nothing speaks against it, it\n"
     "is then loaded: its code runs in this process, as it would in a running manager. The exit\n"
     "code is 1 when the manager would refuse it.",
     "FILE"},
    {Command::kPluginTest, "plugin test",
     "Check a plugin against the contract of all plugins, with example objects.",
     "The examples (--file) are read as the manager reads objects, and the plugin is asked about\n"
     "each several times, on two threads. The exit code is 1 when it breaks the contract.",
     "FILE"},
    {Command::kPluginNew, "plugin new",
     "Write a plugin that builds and passes its tests, to begin with.",
     "The folder NAME gets a route kind with its CustomResourceDefinition, examples, a golden, a\n"
     "demo, a Makefile and the SDK of this release.",
     "NAME"},
    {Command::kVersion, "version", "Print the version.", ""},
    {Command::kHelp, "help", "Print help: for one sub-command when it is named.", ""},
}};

}  // namespace

std::span<const CommandInfo> AllCommands() { return kCommands; }

const CommandInfo& Describe(Command command) {
  for (const CommandInfo& info : kCommands) {
    if (info.command == command) return info;
  }
  base::CheckFailed(__FILE__, __LINE__, "every command is described");
}

std::string Usage(const CommandInfo& info) {
  std::string text = "manager ";
  if (!info.words.empty()) text += std::string(info.words) + " ";
  text += "[FLAGS]";
  if (!info.arguments.empty()) text += " " + std::string(info.arguments);
  return text;
}

}  // namespace meshgate::cli
