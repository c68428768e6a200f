# Builds and tests a plugin with make and a C++ compiler; the plugin's Makefile includes it and may
# set before what is set here with ?=.
#
#   make         builds build/NAME.so
#   make test    the contract test and the goldens
#   make update  rewrites what the goldens expect; read the difference
#   make run     serves demo/ with the plugin
NAME ?= $(notdir $(CURDIR))
SRCS ?= $(filter-out %_test.cc,$(wildcard *.cc))
CRDS ?= $(wildcard crds/*.yaml)
EXAMPLES ?= testdata/examples.yaml
GOLDENS ?= $(filter-out $(EXAMPLES),$(wildcard testdata/*.yaml))
MANAGER ?= manager
CXXFLAGS ?= -O2 -Wall -Wextra -Wno-unused-parameter

# The border wants C++20 and hidden symbols. It also fixes the compiler's C++ ABI, the sanitizers,
# _GLIBCXX_DEBUG and _GLIBCXX_USE_CXX11_ABI (core/plugin/abi.h): leave those as the compiler has
# them. All other flags are free.
BORDER := -std=c++20 -fPIC -fvisibility=hidden

# A changed SDK rebuilds everything, whatever the times of its files are.
HEADERS := $(sort $(filter-out %/sdk_hash.h,\
  $(wildcard $(SDK)/core/ir/*.h $(SDK)/core/plugin/*.h)))
$(if $(HEADERS),,$(error there is no SDK in $(SDK); set SDK to its folder))
HASH := $(shell cat $(HEADERS) | sha256sum | cut -c 1-10)
SDK_HASH := build/sdk-$(HASH)/core/plugin/sdk_hash.h

CRDS_H := $(if $(CRDS),build/$(NAME)_crds.h)
HTTP_SRCS := $(if $(shell grep -ls '"core/plugin/http/' *.h $(SRCS)),\
  $(wildcard $(SDK)/core/plugin/http/*.cc))
OBJECTS := $(SRCS:%.cc=build/%.o)
HTTP_OBJECTS := $(HTTP_SRCS:$(SDK)/core/plugin/http/%.cc=build/http/%.o)
COMPILE = $(CXX) $(CXXFLAGS) $(BORDER) -MMD -Ibuild/sdk-$(HASH) -I$(SDK) -Ibuild -I. -c $< -o $@

.PHONY: all test update run clean
all: build/$(NAME).so

$(SDK_HASH):
	@mkdir -p $(@D)
	echo '#define MESHGATE_SDK_HASH $(HASH)' > $@

$(CRDS_H): $(CRDS) $(SDK)/tools/build/embed_crds.sh
	@mkdir -p $(@D)
	sh $(SDK)/tools/build/embed_crds.sh $(CRDS) > $@

$(OBJECTS): build/%.o: %.cc $(SDK_HASH) $(CRDS_H)
	@mkdir -p $(@D)
	$(COMPILE)

$(HTTP_OBJECTS): build/http/%.o: $(SDK)/core/plugin/http/%.cc $(SDK_HASH)
	@mkdir -p $(@D)
	$(COMPILE)

# Of a library the linker takes what the plugin needs.
build/http.a: $(HTTP_OBJECTS)
	rm -f $@
	$(AR) rcs $@ $^

build/$(NAME).so: $(OBJECTS) $(if $(HTTP_SRCS),build/http.a)
	$(CXX) $(LDFLAGS) -shared -Wl,-z,defs \
	  -Wl,--version-script=$(SDK)/core/plugin/exports.lds -o $@ $^

.PHONY: find-manager
find-manager:
	@command -v "$(MANAGER)" >/dev/null || \
	  { echo "there is no program \"$(MANAGER)\"; run make with MANAGER=/path/of/manager" >&2; exit 1; }

test: build/$(NAME).so find-manager
	sh $(SDK)/tools/build/contract_test.sh $(MANAGER) $(NAME) $< $(EXAMPLES)
	python3 $(SDK)/tools/golden/golden.py check --plugin-dir $< $(MANAGER) $(GOLDENS)

update: build/$(NAME).so find-manager
	python3 $(SDK)/tools/golden/golden.py update --plugin-dir $< $(MANAGER) $(GOLDENS)

run: build/$(NAME).so find-manager
	$(MANAGER) run --plugin-dir $< --file demo

clean:
	rm -rf build

-include $(OBJECTS:.o=.d) $(HTTP_OBJECTS:.o=.d)
