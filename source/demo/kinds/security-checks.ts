import type {Tree} from '../object.ts';
import {type Cause, invalidValue} from './kind.ts';

const largest = 2_147_483_647;

/** What is wrong with the users and groups that processes run as. */
export function checkIds(context: Tree | undefined, field: string): Cause[] {
	const names = ['runAsUser', 'runAsGroup', 'fsGroup'].filter(name => context?.[name] !== undefined);
	return names
		.filter(name => !(context![name] >= 0 && context![name] <= largest))
		.map(name =>
			invalidValue(`${field}.${name}`, context![name], `must be between 0 and ${largest}, inclusive`),
		);
}
