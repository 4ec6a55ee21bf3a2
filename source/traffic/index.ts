import type {Split} from '../model/split.ts';
import type {Dialect} from './dialect.ts';
import {engineDialects} from './engine-splits.ts';
import {gatewayApi} from './gateway-api.ts';
import {ingressNginx} from './ingress-nginx.ts';
import {istio} from './istio.ts';
import {knative} from './knative.ts';
import {kserve} from './kserve.ts';
import {seldon} from './seldon.ts';
import {seldonExperiment} from './seldon-experiment.ts';
import {serviceReplicas} from './service-replicas.ts';
import {smi} from './smi.ts';

/** Every way of splitting traffic that sluice reads. A new one is a file, a line here and a folder of fixtures. */
export const dialects = [
	gatewayApi,
	istio,
	smi,
	ingressNginx,
	knative,
	kserve,
	seldon,
	seldonExperiment,
	...engineDialects,
	serviceReplicas,
] as unknown as readonly Dialect[];

/** The dialect that read a split. */
export function dialectOf(split: Pick<Split, 'dialect'>): Dialect | undefined {
	return dialects.find(({name}) => name === split.dialect);
}
