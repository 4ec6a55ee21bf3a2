import type {Split} from '../model/split.ts';
import {awsAlb} from './aws-alb.ts';
import {contour} from './contour.ts';
import type {Dialect} from './dialect.ts';
import {engineDialects} from './engine-splits.ts';
import {f5Nginx} from './f5-nginx.ts';
import {gatewayApi} from './gateway-api.ts';
import {haproxyIngress} from './haproxy-ingress.ts';
import {ingressNginx} from './ingress-nginx.ts';
import {istio} from './istio.ts';
import {knative} from './knative.ts';
import {kserve} from './kserve.ts';
import {linkerd} from './linkerd.ts';
import {openshift} from './openshift.ts';
import {seldon} from './seldon.ts';
import {seldonExperiment} from './seldon-experiment.ts';

import {serviceReplicas} from './service-replicas.ts';
import {smi} from './smi.ts';
import {traefik} from './traefik.ts';

/** Every way of splitting traffic that sluice reads. A new one is a file, a line here and a folder of fixtures. */
export const dialects = [
	gatewayApi,
	istio,
	smi,
	ingressNginx,
	knative,
	awsAlb,
	contour,
	f5Nginx,
	haproxyIngress,
	linkerd,
	openshift,
	traefik,
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
