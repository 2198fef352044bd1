// SPDX-License-Identifier: MIT
//
// module-registry.js - a module registry as Terraform asks for it, over TLS, that opens to one token alone
//
// From the environment: ADDRESS to listen on (port 443), KEY and CERTIFICATE (files), TOKENS ("host=token host=token"),
// ARCHIVE (the module, a .tar.gz). Each request is a line on standard output: host, path, and whether the token was
// right, wrong or missing; never the token.
'use strict';
const fs = require('fs');
const https = require('https');

const tokens = new Map(process.env.TOKENS.split(' ').map((pair) => pair.split('=')));
const archive = fs.readFileSync(process.env.ARCHIVE);
const services = { 'modules.v1': '/v1/modules/', 'tfe.v2': '/api/v2/', 'tfe.v2.1': '/api/v2/', 'tfe.v2.2': '/api/v2/' };

// What needs the token.
const closed = {
	'/v1/modules/acme/network/aws/versions': { modules: [{ versions: [{ version: '1.0.0' }] }] },
	'/api/v2/account/details': { data: { id: 'user-1', type: 'users', attributes: { username: 'customer' } } },
};

function answer(response, status, body) {
	response.writeHead(status, { 'Content-Type': 'application/json' });
	response.end(JSON.stringify(body));
}

https.createServer({ key: fs.readFileSync(process.env.KEY), cert: fs.readFileSync(process.env.CERTIFICATE) }, (request, response) => {
	const host = request.headers.host;
	const path = request.url.split('?')[0];
	const given = request.headers.authorization;
	const right = given === `Bearer ${tokens.get(host)}`;
	console.log(`${host} ${path} ${right ? 'right' : given ? 'wrong' : 'missing'}`);
	if (path === '/.well-known/terraform.json')
		answer(response, 200, services);
	else if (path === '/module.tar.gz')
		response.end(archive);
	else if (!right)
		answer(response, 401, { errors: ['Unauthorized'] });
	else if (path === '/v1/modules/acme/network/aws/1.0.0/download') {
		response.writeHead(204, { 'X-Terraform-Get': `https://${host}/module.tar.gz` });
		response.end();
	} else if (closed[path])
		answer(response, 200, closed[path]);
	else
		answer(response, 404, { errors: ['Not Found'] });
}).listen(443, process.env.ADDRESS, () => console.log('listening'));
