// SPDX-License-Identifier: MIT
//
// release.js - gets a file of a release, and refuses it if it is not the one that was signed
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const { NAME } = require('./program.js');

const LIMIT = 64 * 1024 * 1024;
// The beginning of an Ed25519 public key in DER; the 32 bytes of the key follow.
const DER = Buffer.from('302a300506032b6570032100', 'hex');

// A file of the release: `release` is a folder, or a URL. Plain http is accepted from this machine only, for tests.
async function read(release, file) {
	if (!/^https?:/i.test(release)) {
		return fs.readFileSync(path.join(release, file));
	}
	const url = new URL(`${release.replace(/\/*$/, '')}/${file}`);
	if (url.protocol !== 'https:' && url.hostname !== '127.0.0.1') {
		throw new Error(`release: '${release}' is not an https URL`);
	}
	const response = await fetch(url);
	if (!response.ok) {
		throw new Error(`cannot download ${url}: ${response.status} ${response.statusText}`);
	}
	return content_of(response, url);
}

// Nobody has signed what is read here yet, so a download of any size is ended at the limit.
async function content_of(response, url) {
	const tooLarge = () => new Error(`${url} is larger than ${LIMIT} bytes`);
	if (Number(response.headers.get('content-length')) > LIMIT) {
		await response.body.cancel();
		throw tooLarge();
	}
	const chunks = [];
	let size = 0;
	for await (const chunk of response.body) {
		size += chunk.length;
		if (size > LIMIT) {
			throw tooLarge();
		}
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

function verifies(content, signature, key) {
	const spki = crypto.createPublicKey({ key: Buffer.concat([DER, key]), format: 'der', type: 'spki' });
	return crypto.verify(null, content, spki, signature);
}

// The signature of minisign over SHA256SUMS, and the trusted comment, which has to name the version: otherwise an old
// release, which was signed too, could be put in its place. https://jedisct1.github.io/minisign/ has the format.
function verify(sums, minisig, publicKey, version) {
	const key = Buffer.from(publicKey.trim().split('\n').pop(), 'base64');
	const lines = minisig.toString('utf8').split('\n');
	const signature = Buffer.from(lines[1] || '', 'base64');
	const global = Buffer.from(lines[3] || '', 'base64');
	const prefix = 'trusted comment: ';
	if (key.length !== 42 || key.toString('latin1', 0, 2) !== 'Ed') {
		throw new Error('public-key: it is not a public key of minisign');
	}
	if (signature.length !== 74 || signature.toString('latin1', 0, 2) !== 'ED' || global.length !== 64 ||
	    !(lines[2] || '').startsWith(prefix)) {
		throw new Error('SHA256SUMS.minisig: it is not a signature of minisign');
	}
	if (!signature.subarray(2, 10).equals(key.subarray(2, 10))) {
		throw new Error('SHA256SUMS.minisig: another key made this signature');
	}
	const comment = lines[2].slice(prefix.length);
	const digest = crypto.createHash('blake2b512').update(sums).digest();
	if (!verifies(digest, signature.subarray(10), key.subarray(10)) ||
	    !verifies(Buffer.concat([signature.subarray(10), Buffer.from(comment)]), global, key.subarray(10))) {
		throw new Error('SHA256SUMS: the signature is wrong');
	}
	if (comment !== `${NAME} ${version}`) {
		throw new Error(`SHA256SUMS: '${comment}' was signed, not '${NAME} ${version}'`);
	}
}

// The content of `file`, if SHA256SUMS is signed and lists it with this checksum.
async function get(release, file, publicKey, version) {
	const sums = await read(release, 'SHA256SUMS');
	verify(sums, await read(release, 'SHA256SUMS.minisig'), publicKey, version);
	const content = await read(release, file);
	const sum = crypto.createHash('sha256').update(content).digest('hex');
	if (!sums.toString('utf8').split('\n').includes(`${sum}  ${file}`)) {
		throw new Error(`${file}: the checksum is not the one in SHA256SUMS`);
	}
	return content;
}

module.exports = { get };
