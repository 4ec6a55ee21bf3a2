import type {Kind} from './syntax.ts';

/** What a function wants and returns; `least` where the last of what it wants may be left out. */
export type Signature = {readonly wants: readonly Kind[]; readonly least?: number; readonly returns: Kind};

const vector = 'instant vector';
const overRange: Signature = {wants: ['range vector'], returns: vector};
const ofEach: Signature = {wants: [vector], returns: vector};

/** Every function of PromQL that is known here. */
export const signatures: Readonly<Record<string, Signature>> = {
	rate: overRange,
	irate: overRange,
	increase: overRange,
	delta: overRange,
	idelta: overRange,
	changes: overRange,
	resets: overRange,
	sum_over_time: overRange,
	avg_over_time: overRange,
	min_over_time: overRange,
	max_over_time: overRange,
	count_over_time: overRange,
	last_over_time: overRange,
	present_over_time: overRange,
	abs: ofEach,
	ceil: ofEach,
	floor: ofEach,
	exp: ofEach,
	ln: ofEach,
	log2: ofEach,
	log10: ofEach,
	sqrt: ofEach,
	sgn: ofEach,
	sort: ofEach,
	sort_desc: ofEach,
	timestamp: ofEach,
	absent: ofEach,
	round: {wants: [vector, 'scalar'], least: 1, returns: vector},
	clamp: {wants: [vector, 'scalar', 'scalar'], returns: vector},
	clamp_min: {wants: [vector, 'scalar'], returns: vector},
	clamp_max: {wants: [vector, 'scalar'], returns: vector},
	histogram_quantile: {wants: ['scalar', vector], returns: vector},
	label_replace: {wants: [vector, 'string', 'string', 'string', 'string'], returns: vector},
	scalar: {wants: [vector], returns: 'scalar'},
	vector: {wants: ['scalar'], returns: vector},
	time: {wants: [], returns: 'scalar'},
};
