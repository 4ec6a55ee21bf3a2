import type {Dialect} from './dialect.ts';
import {gatewayApi} from './gateway-api.ts';
import {serviceReplicas} from './service-replicas.ts';

/** Every way of splitting traffic that sluice reads. A new one is a file, a line here and a folder of fixtures. */
export const dialects: readonly Dialect[] = [gatewayApi as Dialect, serviceReplicas as Dialect];
