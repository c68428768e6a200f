#!/usr/bin/env python3
"""Envoy takes what is rendered for generated worlds: a NACK would cost a listener all its routes.

Usage: envoy_accepts_test.py ENVOY MANAGER GENERATOR
"""

import json
import os
import pathlib
import subprocess
import sys
import unittest

WORLDS = 60
FOLDER = pathlib.Path(os.environ["TEST_TMPDIR"])


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def read_dump(text):
    """Yields (title, message) for each message that `translate --output xds` prints."""
    title, lines = "", []
    for line in text.splitlines() + ["---"]:
        if lines and not line.startswith("  "):
            yield title, json.loads("\n".join(lines))
            lines = []
        if line.startswith("- {"):
            lines = [line[2:]]
        elif lines:
            lines.append(line)
        else:
            title = line.partition(":")[0]


def gateways(text):
    """Yields {title: [messages]} for each Gateway of a dump."""
    for document in text.split("---\n")[1:]:
        messages = {}
        for title, message in read_dump(document):
            messages.setdefault(title, []).append(message)
        yield messages


def managers(value):
    """Yields every HttpConnectionManager below a message."""
    if isinstance(value, dict):
        if "rds" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from managers(item)


def static_resources(messages):
    """Listeners with their routes inside them: Envoy then checks all without a control plane."""
    routes = {route["name"]: route for route in messages.get("route_configurations", [])}
    for manager in managers(messages.get("listeners", [])):
        manager["route_config"] = routes[manager.pop("rds")["route_config_name"]]
    clusters = {cluster["name"]: cluster for cluster in messages.get("clusters", [])}
    for name in ("xds", "invalid-backend"):
        clusters[name] = {"name": name, "load_assignment": {"cluster_name": name}}
    return {"listeners": messages.get("listeners", []), "clusters": list(clusters.values())}


def bootstrap(resources):
    ads = {"api_type": "DELTA_GRPC", "transport_api_version": "V3",
           "grpc_services": [{"envoy_grpc": {"cluster_name": "xds"}}]}
    return {"node": {"id": "test", "cluster": "test"}, "static_resources": resources,
            "dynamic_resources": {"ads_config": ads}}


def validate(resources):
    path = FOLDER / "bootstrap.json"
    path.write_text(json.dumps(bootstrap(resources)))
    return run(ENVOY, "--mode", "validate", "--config-path", str(path), "--log-level", "error",
               "--disable-hot-restart")


def count_routes(resources):
    return json.dumps(resources).count('"match":')


class EnvoyAcceptsTest(unittest.TestCase):

    def test_a_route_without_a_match_is_refused(self):
        manager = {
            "@type": "type.googleapis.com/envoy.extensions.filters.network."
                     "http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": "a", "rds": {"route_config_name": "a"}}
        listener = {
            "name": "a", "address": {"socket_address": {"address": "0.0.0.0", "port_value": 80}},
            "filter_chains": [{"filters": [{"name": "a", "typed_config": manager}]}]}
        host = {"name": "a", "domains": ["*"], "routes": [{"match": {}, "redirect": {}}]}
        messages = {"listeners": [listener],
                    "route_configurations": [{"name": "a", "virtual_hosts": [host]}]}
        result = validate(static_resources(messages))
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("path_specifier", result.stderr)

    def test_what_is_rendered_for_generated_worlds(self):
        worlds = FOLDER / "worlds"
        worlds.mkdir()
        made = run(GENERATOR, f"--objects={4 * WORLDS}", f"--write={worlds}")
        self.assertEqual(made.returncode, 0, made.stderr)
        routes = 0
        for world in sorted(worlds.iterdir()):
            dump = run(MANAGER, "translate", "-f", str(world), "--output", "xds").stdout
            for messages in gateways(dump):
                resources = static_resources(messages)
                routes += count_routes(resources)
                result = validate(resources)
                self.assertEqual(result.returncode, 0, f"{world.name}: {result.stderr[-2000:]}")
        self.assertGreater(routes, WORLDS)


if __name__ == "__main__":
    ENVOY, MANAGER, GENERATOR = (os.path.abspath(path) for path in sys.argv[1:4])
    unittest.main(argv=sys.argv[:1])
