// The release of meshgate that this SDK belongs to. As part of the SDK's headers it is part of the
// fingerprint (abi.h): a plugin serves the release that it was built for and no other.
#ifndef MESHGATE_CORE_PLUGIN_VERSION_H_
#define MESHGATE_CORE_PLUGIN_VERSION_H_

#define MESHGATE_VERSION "0.1.0"
#define MESHGATE_VERSION_SYMBOL 0_1_0  // the same, as it is written in the names of symbols

#endif  // MESHGATE_CORE_PLUGIN_VERSION_H_
