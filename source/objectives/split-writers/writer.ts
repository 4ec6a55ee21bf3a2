import type {JsonObject} from '../../model/json.ts';
import type {Refusal} from '../../model/plan.ts';
import {isOfKind} from '../../traffic/splits.ts';
import type {Found, Listed} from '../objective.ts';

/** A split that is to be made. */
export type Wanted = {
	readonly name: string;
	/** The Services: the one that stays, and the one beside it. */
	readonly champion: string;
	readonly challenger: string;
	readonly port: number;
	/** Of the challenger. */
	readonly percent: number;
	readonly gateway?: string;
	readonly host?: string;
	/** Whoever sends one of these gets the challenger. */
	readonly header?: Sent;
	readonly cookie?: Sent;
};

export type Sent = {readonly name: string; readonly value: string};

type Kind = {readonly group: string; readonly plural: string};

/** A dialect in which a new split can be written. */
export type Writer = {
	readonly dialect: string;
	readonly kind: Kind;
	/** Whether requests for the Service go by it at all, where serving its kind does not tell. */
	isInUse?(service: string, found: Found): boolean;
	spec(wanted: Wanted, found: Found): JsonObject | Refusal;
	/** What stands beside the spec. */
	annotations?(wanted: Wanted): {readonly [name: string]: string};
};

export function listed({group, plural}: Kind, {lists}: Found): Listed | undefined {
	return lists.find(({resource}) => isOfKind(resource, {group, plural}));
}

/** Why a field means nothing in a dialect, for the first one that was said. */
export function withoutFields(
	wanted: Wanted,
	fields: ReadonlyArray<'gateway' | 'host' | 'header' | 'cookie'>,
	because: (field: string) => string,
): Refusal | undefined {
	const said = fields.find(field => wanted[field] !== undefined);
	return said === undefined
		? undefined
		: {
				refused: 'usage',
				says: because(said),
				hint: `Leave ${said} out, or say another dialect.`,
			};
}

/** A regular expression (of RE2) for a Cookie header that has it, wherever among others. */
export function cookiePattern({name, value}: Sent): string {
	const escaped = `${name}=${value}`.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
	return `(.*; *)?${escaped}(;.*)?`;
}
