// SPDX-License-Identifier: MIT
//
// kube-api.js - as much of a Kubernetes API server as helm install and kubectl apply need: it keeps the objects that it
// is given, and runs nothing. A real one needs etcd and binaries that Debian does not have. Listens on loopback.
"use strict";
const http = require("http");

const objects = new Map(); // path: object
const KINDS = {
	secrets: "Secret", deployments: "Deployment", services: "Service", serviceaccounts: "ServiceAccount",
	configmaps: "ConfigMap", pods: "Pod", namespaces: "Namespace",
};
const GROUPS = { v1: ["secrets", "services", "serviceaccounts", "configmaps", "pods", "namespaces"], "apps/v1": ["deployments"] };

function discovery(version) {
	return {
		kind: "APIResourceList", apiVersion: "v1", groupVersion: version,
		resources: GROUPS[version].map((name) => ({
			name, singularName: name.slice(0, -1), namespaced: name !== "namespaces", kind: KINDS[name],
			verbs: ["create", "delete", "get", "list", "patch", "update", "watch"],
		})),
	};
}
// What kubectl asks for to learn that the server validates fields itself.
function openapi(version) {
	const [group, name] = version === "v1" ? ["", "v1"] : version.split("/");
	const root = version === "v1" ? "/api/v1" : `/apis/${version}`;
	const paths = {};
	for (const resource of GROUPS[version]) {
		paths[`${root}/namespaces/{namespace}/${resource}/{name}`] = {
			patch: {
				parameters: [{ name: "fieldValidation", in: "query", schema: { type: "string", uniqueItems: true } }],
				"x-kubernetes-action": "patch",
				"x-kubernetes-group-version-kind": { group, version: name, kind: KINDS[resource] },
				responses: {},
			},
		};
	}
	return { openapi: "3.0.0", info: { title: "Kubernetes", version: "v1.33.0" }, paths };
}
const FIXED = {
	"/version": { major: "1", minor: "33", gitVersion: "v1.33.0" },
	"/api": { kind: "APIVersions", versions: ["v1"] },
	"/apis": {
		kind: "APIGroupList", apiVersion: "v1",
		groups: [{
			name: "apps", versions: [{ groupVersion: "apps/v1", version: "v1" }],
			preferredVersion: { groupVersion: "apps/v1", version: "v1" },
		}],
	},
	"/api/v1": discovery("v1"),
	"/apis/apps/v1": discovery("apps/v1"),
	"/openapi/v3": {
		paths: {
			"api/v1": { serverRelativeURL: "/openapi/v3/api/v1" },
			"apis/apps/v1": { serverRelativeURL: "/openapi/v3/apis/apps/v1" },
		},
	},
	"/openapi/v3/api/v1": openapi("v1"),
	"/openapi/v3/apis/apps/v1": openapi("apps/v1"),
};

function answer(response, status, body) {
	response.writeHead(status, { "Content-Type": "application/json" });
	response.end(JSON.stringify(body));
}
function notFound(response) {
	answer(response, 404, { kind: "Status", apiVersion: "v1", status: "Failure", reason: "NotFound", code: 404, message: "not found" });
}
function list(response, path, selector) {
	const wanted = new URLSearchParams(selector.replace(/,/g, "&"));
	const items = [...objects].filter(([key, object]) => key.startsWith(`${path}/`) &&
		[...wanted].every(([name, value]) => (object.metadata.labels || {})[name] === value)).map(([, object]) => object);
	const name = path.split("/").pop();
	answer(response, 200, { kind: `${KINDS[name]}List`, apiVersion: path.startsWith("/apis") ? "apps/v1" : "v1", metadata: {}, items });
}
function keep(response, path, text, status) {
	const object = Object.assign({}, objects.get(path), JSON.parse(text));
	objects.set(path, object);
	answer(response, status, object);
}

const server = http.createServer((request, response) => {
	const url = new URL(request.url, "http://localhost");
	const path = url.pathname.replace(/\/$/, "");
	const isCollection = path.split("/").pop() in KINDS;
	const pieces = [];
	request.on("data", (piece) => pieces.push(piece));
	request.on("end", () => {
		const bytes = Buffer.concat(pieces);
		const type = request.headers["content-type"] || "";
		const text = bytes.toString();
		if (path in FIXED)
			answer(response, 200, FIXED[path]);
		else if (type.includes("protobuf"))
			// Helm's record of the release, which nobody reads here.
			response.writeHead(200, { "Content-Type": type }).end(bytes);
		else if (request.method === "POST")
			keep(response, `${path}/${JSON.parse(text).metadata.name}`, text, 201);
		else if (request.method === "PATCH" || request.method === "PUT")
			keep(response, path, text, objects.has(path) ? 200 : 201);
		else if (request.method === "GET" && isCollection)
			list(response, path, url.searchParams.get("labelSelector") || "");
		else if (request.method === "GET" && objects.has(path))
			answer(response, 200, objects.get(path));
		else if (request.method === "DELETE" && objects.delete(path))
			answer(response, 200, { kind: "Status", apiVersion: "v1", status: "Success" });
		else
			notFound(response);
	});
});
server.listen(0, "127.0.0.1", () => console.log(`listening on 127.0.0.1:${server.address().port}`));
