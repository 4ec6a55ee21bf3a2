import {type Stats, statSync} from 'node:fs';
import {nearest} from '../model/nearest.ts';
import type {Configuration} from './configuration.ts';

/** A context that the file has settings for and no kubeconfig has, and the one it may have been meant to be. */
export type Stranger = {readonly name: string; readonly meant?: string};

/**
 * What there is to say of a configuration that can be used: who else may
 * write it, and contexts that are not there. None of it is an error: on a
 * bastion one file is shared by many, and names more than each can reach.
 */
export function remarksOn(
	path: string,
	configuration: Configuration,
	contexts: readonly string[],
): readonly string[] {
	return [...aboutWriters(path), ...sayStrangers(meantContexts(configuration, contexts))];
}

/** Those that look misspelt first. A name that has settings itself is nobody else's misspelling. */
export function meantContexts(
	{contexts: settings}: Configuration,
	contexts: readonly string[],
): readonly Stranger[] {
	const free = contexts.filter(name => !Object.hasOwn(settings, name));
	return Object.keys(settings)
		.filter(name => !contexts.includes(name))
		.map(name => {
			const [meant] = nearest(name, free);
			return {name, ...(meant !== undefined && {meant})};
		})
		.toSorted((one, other) => Number(other.meant !== undefined) - Number(one.meant !== undefined));
}

export function sayStrangers(strangers: readonly Stranger[]): readonly string[] {
	if (strangers.length === 0) return [];
	const named = strangers.map(({name, meant}) =>
		meant === undefined ? name : `${name} (did you mean ${meant}?)`,
	);
	return [`The configuration has settings for what is no context of the kubeconfig: ${named.join(', ')}.`];
}

/** Root may have put it there for all. */
function aboutWriters(path: string): readonly string[] {
	const stat = statOf(path);
	if (stat === undefined) return [];
	const {uid, gid, mode} = stat;
	const isOthers = uid !== 0 && uid !== (process.getuid?.() ?? uid);
	if (isOthers)
		return [
			`The configuration ${path} belongs to another user, who decides what is read-only: have it owned by you or by root.`,
		];
	// A group of one's own bears one's own number.
	const isShared = (mode & 0o020) !== 0 && gid !== uid;
	return isShared ? [`The configuration ${path} can be written by its group: chmod g-w ${path}`] : [];
}

function statOf(path: string): Stats | undefined {
	return statSync(path, {throwIfNoEntry: false});
}
