/** A Prometheus that looks at the cluster. */
import {deployments} from '../kinds/apps.ts';
import {services} from '../kinds/services.ts';
import {namespace} from './ground.ts';
import {day, type Episode, made} from './world.ts';

const labels = {app: 'prometheus'};
const bornDaysAgo = 31;

export const monitoring: readonly Episode[] = [
	namespace(bornDaysAgo * day, 'monitoring'),
	made(bornDaysAgo * day, deployments, 'monitoring', {
		metadata: {name: 'prometheus', labels},
		spec: {
			replicas: 1,
			selector: {matchLabels: labels},
			template: {
				metadata: {labels},
				spec: {
					containers: [
						{
							name: 'prometheus',
							image: 'prom/prometheus:v3.5.0',
							ports: [{name: 'web', containerPort: 9090}],
							resources: {requests: {cpu: '100m', memory: '256Mi'}, limits: {memory: '1Gi'}},
							readinessProbe: {httpGet: {path: '/-/ready', port: 'web'}, periodSeconds: 5},
						},
					],
				},
			},
		},
	}),
	made(bornDaysAgo * day, services, 'monitoring', {
		metadata: {name: 'prometheus', labels},
		spec: {selector: labels, ports: [{name: 'web', port: 9090, targetPort: 'web'}]},
	}),
];
