import type {Endpoint, EndpointSliceRow} from '../resources/endpointslices.ts';
import type {PodRow} from '../resources/pod-row.ts';
import {sayLabels} from '../resources/selector.ts';
import type {ServiceRow} from '../resources/services.ts';
import type {Subject} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {rowOf, rowsIn} from '../store/targets.ts';
import {neutral} from '../terminal/neutral.ts';
import {cell, type Line, segment} from '../ui/line.ts';
import type {Theme, Tone} from '../ui/theme.ts';
import type {Section} from './detail-text.ts';
import {wrapWords} from './wrap.ts';

const mostEndpoints = 14;

/** Where a Service, or one of its EndpointSlices, sends to: each address with its pod, and why one that is not ready is not. */
export function endpointSection(
	theme: Theme,
	state: State,
	subject: Subject,
	width: number,
): readonly Section[] {
	const slices = slicesOf(state, subject);
	if (slices === undefined) return [];
	const endpoints = slices.flatMap(slice => slice.endpoints);
	const ready = endpoints.filter(each => each.ready).length;
	const worstFirst = endpoints.toSorted((one, other) => Number(one.ready) - Number(other.ready));
	const shown = worstFirst.slice(0, mostEndpoints);
	const more = endpoints.length - shown.length;
	return [
		{
			title: 'Endpoints',
			says: `${ready} ready, ${endpoints.length - ready} not`,
			lines: [
				...(endpoints.length === 0 ? noneLines(theme, state, subject, width) : []),
				...shown.map(each => endpointLine(theme, state, each)),
				...(more > 0 ? [[segment(`   and ${more} more`, 'dim')] as Line] : []),
			],
		},
	];
}

function slicesOf(
	state: State,
	{view, uid, namespace, name}: Subject,
): readonly EndpointSliceRow[] | undefined {
	if (view === 'endpointslices') {
		const slice = rowOf<EndpointSliceRow>(state, view, uid);
		return slice && [slice];
	}
	if (view !== 'services' || state.streams.endpointslices?.hasListed !== true) return undefined;
	return [...rowsIn<EndpointSliceRow>(state, 'endpointslices')].filter(
		row => row.namespace === namespace && row.service === name,
	);
}

function endpointLine(
	{signs}: Theme,
	state: State,
	{address, pod, podUid, ready, terminating}: Endpoint,
): Line {
	const tone: Tone = ready ? 'good' : terminating ? 'progress' : 'warning';
	const why = rowOf<PodRow>(state, 'pods', podUid)?.trouble?.says ?? '';
	return [
		segment(` ${signs[tone]} `, tone),
		cell(neutral(address), 16),
		cell(ready ? 'ready' : terminating ? 'terminating' : 'not ready', 12, tone),
		segment(neutral(pod === '' ? 'no pod' : pod), pod === '' ? 'dim' : 'plain'),
		segment(why === '' ? '' : `  ${neutral(why)}`, 'warning'),
	];
}

/** Why there are none, as far as that can be seen from here. */
function noneLines(theme: Theme, state: State, {view, uid}: Subject, width: number): readonly Line[] {
	const service = view === 'services' ? rowOf<ServiceRow>(state, 'services', uid) : undefined;
	const says =
		service === undefined
			? 'None.'
			: Object.keys(service.selector).length === 0
				? 'None: it selects no pods, and nobody keeps endpoints for it.'
				: `None: no pod with an address carries ${sayLabels(service.selector)}.`;
	return wrapWords([segment(` ${theme.signs.bad} `, 'bad'), segment(neutral(says))], width - 1, 3);
}
