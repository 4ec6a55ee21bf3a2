import {sayKind} from '../model/ref.ts';
import type {Split} from '../model/split.ts';
import {sayAge} from '../resources/age.ts';
import {isVersionFaulty, sayModelRole, sayVersionShare} from '../resources/models.ts';
import {askedShares} from '../store/asked-shares.ts';
import {modelOn} from '../store/lists/models.ts';
import {areSplitsListed} from '../store/lists/splits.ts';
import {measureOf} from '../store/measures.ts';
import type {Subject} from '../store/screen.ts';
import {keyIn, type State} from '../store/state.ts';
import {podsOf} from '../store/workloads.ts';
import {neutral} from '../terminal/neutral.ts';
import type {Model, ModelVersion} from '../traffic/models.ts';
import {trim} from '../traffic/weights.ts';
import {cell, type Line, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';
import {sectionLines} from './detail-text.ts';
import {seenCell} from './measured-lines.ts';
import {podLines} from './pod-lines.ts';
import {wrapWords} from './wrap.ts';

const mostPods = 12;

/** A model on one page: its versions with their roles, the ways that lead to it, and the pods of the version that was picked. */
export function modelLines(theme: Theme, state: State, subject: Subject, width: number): readonly Line[] {
	const found = modelOn(state, subject.uid);
	if (found === undefined) {
		const says = areSplitsListed(state) ? 'The model is gone.' : 'Loading the model.';
		return [[], [segment(`  ${says}`)]];
	}
	const {model, version} = found;
	const deployment = version.deployment;
	const pods =
		deployment && podsOf(state, {view: 'deployments', namespace: version.namespace, ...deployment});
	const versions = model.versions.flatMap(each =>
		versionLines(theme, state, {model, version: each, isPicked: each === version}, width),
	);
	const ways = model.ways.flatMap(way => wayLines(theme, state, way, width));
	return [
		...sectionLines(theme, {title: 'Versions', says: String(model.versions.length), lines: versions}, width),
		...sectionLines(
			theme,
			{title: 'Ways in', says: String(model.ways.length), lines: ways.length > 0 ? ways : [noWay(state)]},
			width,
		),
		...(pods === undefined
			? []
			: sectionLines(
					theme,
					{
						title: `Pods of ${version.name}`,
						says: String(pods.length),
						lines: podLines(theme, state, pods, {width, most: mostPods}),
					},
					width,
				)),
	];
}

function noWay(state: State): Line {
	const key = keyIn(state, 'challenge', 'A');
	return [
		segment(`  No split: its callers reach its Service. ${key} puts another version beside it.`, 'dim'),
	];
}

type Picked = {readonly model: Model; readonly version: ModelVersion; readonly isPicked: boolean};

/** Name, role, share, pods and since when on one line; below it what runs it, and what is seen of it. */
function versionLines(
	theme: Theme,
	state: State,
	{model, version, isPicked}: Picked,
	width: number,
): readonly Line[] {
	const {name, role, pods, image, since, roleFrom} = version;
	const look = role === 'champion' ? 'champion' : role === 'challenger' ? 'challenger' : 'other';
	const isFaulty = isVersionFaulty(version);
	const head: Line = [
		segment(isPicked ? `${theme.glyphs.cursor} ` : '  ', 'accent'),
		segment(role === 'champion' ? `${theme.glyphs.champion} ` : '  ', 'champion'),
		cell(neutral(name), 26, look),
		cell(sayModelRole(version), 13),
		cell(sayVersionShare(version), 16, isFaulty ? 'bad' : 'plain'),
		cell(pods === undefined ? '' : `${pods.ready}/${pods.wanted}`, 7, isFaulty ? 'bad' : 'plain'),
		segment(since === undefined ? '' : `since ${sayAge(since, state.now)}`, 'dim'),
	];
	const from = roleFrom === 'weight' && role === 'champion' ? 'only its weight says so' : '';
	const beneath = [image, ...saidOf(state, model, version), from].filter(Boolean).join(', ');
	const more = beneath === '' ? [] : wrapWords([segment(neutral(beneath), 'dim')], width - 8);
	return [head, ...more.map((line): Line => [segment('       '), ...line])];
}

/** What was asked for and is not set yet, and what is measured: of each way that knows. */
function saidOf(state: State, {ways}: Model, {name}: ModelVersion): readonly string[] {
	return ways.flatMap(way => {
		const index = way.backends.findIndex(backend => backend.name === name);
		if (index === -1) return [];
		const asked = askedShares(state, way)?.[index];
		const isUnmet = asked !== undefined && asked !== null && asked !== way.backends[index]!.share;
		const seen = seenCell(measureOf(state, way.key), name);
		const failures = failuresOf(state, way, name);
		return [
			...(isUnmet ? [`asked for ${trim(asked)} %`] : []),
			...(seen === undefined ? [] : [`seen ${seen}`]),
			...failures,
		];
	});
}

function failuresOf(state: State, way: Split, name: string): readonly string[] {
	const measured = measureOf(state, way.key)?.measured;
	if (measured?.state !== 'measured') return [];
	const backend = measured.backends.find(each => each.name === name);
	if (backend === undefined || backend.gap || backend.requests === 0) return [];
	return [`${trim((backend.failed * 100) / backend.requests)} % errors`];
}

function wayLines({glyphs}: Theme, _state: State, way: Split, width: number): readonly Line[] {
	const {ref, rule, match, dialect, also} = way;
	const takes = match === '' ? 'takes everything' : `takes ${match}`;
	const named = `${sayKind(ref.resource)} ${ref.namespace}/${ref.name}${rule && `  rule ${rule}`}`;
	const shares = way.backends.map(
		({name, share}) => `${share === null ? '-' : `${trim(share)} %`} to ${name}`,
	);
	return [
		[segment('  '), segment(neutral(named), 'accent'), segment(neutral(`  ${takes}  ${dialect}`), 'dim')],
		...wrapWords([segment(neutral(shares.join(', ')))], width - 6).map(
			(line): Line => [segment('    '), ...line],
		),
		...also.map(({says}): Line => [segment(`    ${glyphs.separator} ${neutral(says)}`, 'dim')]),
	];
}
