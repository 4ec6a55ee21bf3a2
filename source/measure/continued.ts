import type {BackendFigures, Figures} from '../model/measured.ts';

/**
 * The figures with what former ones still know: sources are asked for the last
 * minutes alone, and when the last request came is asked longer. Where time in
 * between was counted by nobody, former figures say nothing.
 */
export function continued(former: Figures | undefined, figures: Figures): Figures {
	if (former === undefined || former.source !== figures.source || former.meter !== figures.meter)
		return figures;
	return {
		...figures,
		backends: figures.backends.map(each =>
			withFormer(
				former.backends.find(({name}) => name === each.name),
				each,
			),
		),
	};
}

function withFormer(former: BackendFigures | undefined, figures: BackendFigures): BackendFigures {
	const {countedFrom, lastAt} = figures;
	if (former?.countedUntil === undefined || former.countedFrom === undefined || countedFrom === undefined)
		return figures;
	if (former.countedUntil < countedFrom || former.countedFrom >= countedFrom) return figures;
	const last = lastAt ?? former.lastAt;
	return {...figures, countedFrom: former.countedFrom, ...(last !== undefined && {lastAt: last})};
}
