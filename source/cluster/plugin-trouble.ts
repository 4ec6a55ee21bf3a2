import type {Trouble} from '../model/trouble.ts';
import {concealed} from './conceal.ts';
import type {PluginCommand} from './plugin-command.ts';
import type {PluginEnd} from './run-plugin.ts';

type Named = Pick<PluginCommand, 'command' | 'user'>;

function named({command, user}: Named): string {
	return `The credential plug-in ${command || 'with no name'} of user ${user}`;
}

const mostLines = 3;
const mostLetters = 200;

/** The last lines it wrote for a person: the very last says most, and comes first. */
function lastSaid(said: string): string {
	const lines = concealed(said)
		.split(/[\r\n]+/)
		.map(line => line.trim())
		.filter(line => line !== '');
	const last = (lines.pop() ?? '').slice(0, mostLetters);
	const before = lines
		.slice(1 - mostLines)
		.join(' | ')
		.slice(-mostLetters);
	return before === '' ? last : `${last} (after: ${before})`;
}

function quoted(said: string): string {
	const last = lastSaid(said);
	return last === '' ? '' : `: ${last}`;
}

/** Says which plug-in gave no credential and why, with the last lines it wrote; `ended` undefined where it is not there. */
export function pluginTrouble(
	plugin: PluginCommand,
	ended: PluginEnd | undefined,
	patienceMs: number,
): Trouble {
	const it = named(plugin);
	switch (ended?.end) {
		case undefined:
			return credentials(
				`${it} is not installed.`,
				plugin.installHint ?? 'Install it, or check the PATH of the shell that sluice was started in.',
			);
		case 'unstarted':
			return credentials(
				`${it} cannot be started: ${sayStartFault(ended.error)}.`,
				`Look at ${plugin.path}: it must be a program that you may run.`,
			);
		case 'overdue':
			return {
				...credentials(
					`${it} gave no answer within ${Math.round(patienceMs / 1000)} s and was ended${quoted(ended.said)}`,
					`It may wait for a person. ${again}`,
				),
				awaits: 'person',
			};
		case 'endless':
			return credentials(
				`${it} printed more than any credential can hold, and was ended.`,
				'Run it in a shell and look at what it prints.',
			);
		case 'stopped':
			return {reason: 'stopped', says: `${it} was interrupted.`, hint: 'Nothing has changed.'};
		case 'killed':
			return credentials(`${it} was ended by ${ended.by}${quoted(ended.said)}`, again);
		case 'exited':
			return credentials(`${it} failed${quoted(ended.said) || ` with exit code ${ended.code}`}`, again);
	}
}

export function wrongOutput(plugin: PluginCommand, wrong: string, said: string): Trouble {
	return credentials(
		`${named(plugin)} ${wrong}${said.trim() === '' ? '.' : `; it said${quoted(said)}`}`,
		'Run it in a shell and look at what it prints; it may want to be updated.',
	);
}

export function unknownVersion(plugin: PluginCommand): Trouble {
	const version = plugin.apiVersion === '' ? 'no apiVersion' : `the apiVersion ${plugin.apiVersion}`;
	return credentials(
		`${named(plugin)} is described with ${version}, which is not known.`,
		`Write client.authentication.k8s.io/v1 in ${plugin.file}, or have it written by the tool that made it.`,
	);
}

export function wantsTerminal(plugin: PluginCommand): Trouble {
	return {
		...credentials(`${named(plugin)} wants to ask a person, and has no terminal here.`, again),
		awaits: 'person',
	};
}

export function unallowed(plugin: PluginCommand): Trouble {
	return {
		...credentials(
			`${named(plugin)} may not run yet: nobody has allowed it.`,
			'Look at it: L in the dashboard, login in its line mode, sluice check on a terminal.',
		),
		awaits: 'person',
	};
}

const again = 'Log in with it: L in the dashboard, login in its line mode, or run it on a terminal.';

function credentials(says: string, hint: string): Trouble {
	return {reason: 'credentials', says, hint};
}

function sayStartFault({code, message}: NodeJS.ErrnoException): string {
	if (code === 'EACCES') return 'you may not run it';
	if (code === 'ENOENT') return 'it, or the interpreter that its first line names, is not there';
	if (code === 'ENOEXEC') return 'this machine does not know how to run it';
	return message;
}
