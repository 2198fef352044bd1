// SPDX-License-Identifier: MIT
//
// main.js - installs, stores the license, configures the clients; post.js removes what this did
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const { NAME, environment, failed, run } = require('./program.js');
const { get } = require('./release.js');

const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };

function input(name) {
	const value = (process.env[`INPUT_${name.toUpperCase()}`] || '').trim();
	if (!value) {
		throw new Error(`${name}: this input is missing`);
	}
	return value;
}
// What the steps that follow, and post.js, read.
function tell(file, name, value) {
	fs.appendFileSync(process.env[file], `${name}=${value}\n`);
}

async function main() {
	const architecture = ARCHITECTURES[process.arch];
	if (process.platform !== 'linux' || !architecture) {
		throw new Error(`there is no release for ${process.platform} on ${process.arch}`);
	}
	const license = input('license-id');
	const version = input('version');
	const folder = `${NAME}-${version}-linux-${architecture}`;
	const content = await get(input('release'), `${folder}.tar.gz`, input('public-key'), version);

	const place = fs.mkdtempSync(path.join(process.env.RUNNER_TEMP, `${NAME}-`));
	tell('GITHUB_STATE', 'place', place);
	fs.writeFileSync(path.join(place, 'release.tar.gz'), content);
	run('tar', ['-xzf', path.join(place, 'release.tar.gz'), '-C', place]);
	const bin = path.join(place, folder, 'bin');
	const program = path.join(bin, NAME);
	environment.PATH = `${bin}:${process.env.PATH}`;
	fs.appendFileSync(process.env.GITHUB_PATH, `${bin}\n`);
	tell('GITHUB_STATE', 'program', program);
	tell('GITHUB_OUTPUT', 'path', bin);

	// Nobody needs the passphrase after this: the vault stays unlocked for the job, and is removed at its end.
	const passphrase = crypto.randomBytes(32).toString('hex');
	run(program, ['vault', 'init'], `${passphrase}\n`);
	tell('GITHUB_STATE', 'vault', 'true');
	run(program, ['vault', 'unlock', '--lifetime', '6h'], `${passphrase}\n`);
	const check = input('check') === 'false' ? ['--no-check'] : [];
	run(program, ['login', ...check], `${license}\n`);
	tell('GITHUB_ENV', 'REPLICATED_KEYRING', 'vault');
	tell('GITHUB_STATE', 'configured', 'true');
	const clients = input('clients').split(/[\s,]+/).flatMap((client) => ['--client', client]);
	run(program, ['configure', ...clients]);
}

main().catch(failed);
