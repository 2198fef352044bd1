// SPDX-License-Identifier: MIT
//
// post.js - removes what main.js has done, as far as it got: the entries of the clients, the license, the vault, the
// program. The runner calls it when the job ends, also after a failure.
'use strict';
const fs = require('fs');
const path = require('path');
const { NAME, failed, run } = require('./program.js');

const { STATE_place: place, STATE_program: program, STATE_vault: vault, STATE_configured: configured } = process.env;

// What follows is removed, too, if this fails.
function attempt(args) {
	try {
		run(program, args);
	} catch (error) {
		failed(error);
	}
}

if (configured) {
	attempt(['configure', '--remove']);
	attempt(['logout', '--all']);
}
if (vault) {
	attempt(['vault', 'lock']);
	// Only a vault that main.js has created: it fails where there was one before.
	const data = process.env.XDG_DATA_HOME || path.join(process.env.HOME, '.local', 'share');
	fs.rmSync(path.join(data, NAME), { recursive: true, force: true });
}
if (place) {
	fs.rmSync(place, { recursive: true, force: true });
}
