import type {Json} from '../model/json.ts';
import {objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Manifest} from './objective.ts';

/** What an object of RBAC comes to: `the right to create, get and list pods`; undefined of any other. */
export function sayRight({kind, rules, roleRef, subjects}: Manifest): string | undefined {
	if (rules !== undefined) {
		const rights = objectsIn(rules).map(
			({verbs, resources}) => `${joined(textsIn(verbs))} ${joined(textsIn(resources))}`,
		);
		return `the right to ${rights.join(', and to ')}`;
	}
	if (kind !== 'RoleBinding') return undefined;
	const role = objectIn(roleRef);
	const whom = objectsIn(subjects).map(subject => `${textIn(subject.kind)} ${textIn(subject.name)}`);
	return `${textIn(role.kind)} ${textIn(role.name)} for ${joined(whom)}`;
}

function textsIn(value: Json | undefined): readonly string[] {
	return Array.isArray(value) ? value.flatMap(each => textIn(each) ?? []) : [];
}

function joined(words: readonly string[]): string {
	return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
