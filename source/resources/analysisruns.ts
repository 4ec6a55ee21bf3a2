import {readAnalysis} from '../engines/argo-rollouts/analysis.ts';
import type {Analysis} from '../model/analysis.ts';
import type {KubernetesObject} from '../model/object.ts';
import {revisionHash} from '../traffic/revision-keepers.ts';
import {ageColumn, nameColumn, namespaceColumn, noneText, words} from './columns.ts';
import {intern} from './intern.ts';
import {controllerOf, rowOf, searchName} from './row.ts';
import type {ResourceView, Row, Tone} from './view.ts';

/** What was measured of a version, and for whom. */
export type AnalysisRunRow = Row & {
	/** Uid of the Rollout or the Experiment it was begun for; empty where somebody ran it by hand. */
	readonly ownerUid: string;
	/** The version it judges, as its Rollout knows it; empty where it judges none. */
	readonly hash: string;
	readonly analysis: Analysis;
};

function projectAnalysisRun(object: KubernetesObject): AnalysisRunRow {
	return {
		...rowOf(object),
		ownerUid: intern(controllerOf(object)?.uid ?? ''),
		hash: intern(revisionHash(object.metadata.labels)),
		analysis: readAnalysis(object),
	};
}

/** How the word of an analysis, of one of its metrics or of an experiment is meant. */
export function phaseTone(phase: string): Tone {
	switch (phase) {
		case 'Successful':
			return 'good';
		case 'Running':
		case 'Progressing':
			return 'progress';
		case 'Inconclusive':
			return 'warning';
		case 'Failed':
		case 'Error':
			return 'bad';
		default:
			return 'dim';
	}
}

export const analysisruns: ResourceView<AnalysisRunRow> = {
	name: 'analysisruns',
	aliases: ['analysisrun', 'ar'],
	group: 'argoproj.io',
	plural: 'analysisruns',
	kind: 'AnalysisRun',
	versions: ['v1alpha1'],
	isNamespaced: true,
	isRare: true,
	project: projectAnalysisRun,
	columns: [
		namespaceColumn,
		nameColumn,
		words('STATUS', row => row.analysis.status, {
			width: [10, 14],
			priority: 1,
			tone: row => phaseTone(row.analysis.status),
		}),
		words('METRICS', row => row.analysis.metrics.map(({name}) => name).join(',') || noneText, {
			width: [8, 30],
			priority: 3,
		}),
		words('MESSAGE', row => row.analysis.message || noneText, {width: [12, 90], priority: 2}),
		ageColumn,
	],
	search: row => `${searchName(row)} ${row.analysis.status} ${row.analysis.message}`.toLowerCase(),
	isFaulty: row => ['bad', 'warning'].includes(phaseTone(row.analysis.status)),
};
