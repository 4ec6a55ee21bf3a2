import type {Resource} from '../model/ref.ts';
import {dialects} from '../traffic/index.ts';
import {isOfKind} from '../traffic/splits.ts';

/** The types of its own conditions by which an object of this kind says that its traffic is as asked; none where parents say so, or nobody. */
export function acceptedBy(resource: Resource): readonly string[] {
	const dialect = dialects.find(({sources}) => sources.some(source => isOfKind(resource, source)));
	return dialect?.acceptedBy ?? [];
}
