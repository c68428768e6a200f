#!/bin/sh
exec "${MANAGER:?say where the manager is: bazel test --test_env=MANAGER=/path/to/manager}" "$@"
