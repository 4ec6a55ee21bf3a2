/**
 * What is done with kubectl on both clusters, chapter by chapter, in a namespace that is the chapter's own.
 * `NODE` stands for a node that takes pods; a command after `<` reads the file of that name; one beginning
 * with `?` says too little of use for its words to be compared, so that only its exit code is.
 */
export type Chapter = {readonly does: string; readonly commands: string};

export const chapters: readonly Chapter[] = [
	{
		does: 'creates things by the command',
		commands: `
			create deployment web --image=registry.example.com/web:1 --replicas=2 --port=8080
			create deployment web --image=registry.example.com/web:1
			create configmap settings --from-literal=a=b --from-literal=c=
			create secret generic hidden --from-literal=key=value
			create serviceaccount robot
			create service clusterip plain --tcp=80:8080
			create namespace default
			create deployment dry --image=registry.example.com/web:1 --dry-run=server
			run lonely --image=registry.example.com/web:1 --restart=Never --labels=run=lonely
			expose deployment web --port=80 --target-port=8080
			autoscale deployment web --min=2 --max=3 --cpu=50%
			rollout status deployment web --timeout=60s
			wait pods -l app=web --for=condition=Ready --timeout=60s
			get deployment,service,configmap,secret,serviceaccount
			get deployment web -o name
			get configmap settings -o jsonpath={.data}
			get secret hidden -o go-template={{.data.key}}
			get deployment web -o custom-columns=NAME:.metadata.name,IMAGES:.spec.template.spec.containers[*].image
			get pods -l app=web --no-headers
			get pods -l app=web --field-selector=status.phase=Running -o name
			get nothing
			get deployment nope
			create gizmo
		`,
	},
	{
		does: 'applies files, and again, and shows what would change',
		commands: `
			diff < shop.yaml
			apply < shop.yaml
			apply < shop.yaml
			rollout status deployment shop --timeout=60s
			? diff < shop-2.yaml
			apply < shop-2.yaml
			get deployment shop -o jsonpath={.spec.replicas}{.spec.template.spec.containers[*].image}{.spec.template.spec.containers[0].env}
			get service shop -o jsonpath={.spec.ports}
			apply view-last-applied configmap shop
			apply --dry-run=server < shop.yaml
			apply < wrong.yaml
			apply --validate=false < wrong.yaml
			apply --validate=warn < wrong.yaml
			create < shop.yaml
			replace < route.yaml
			apply < route.yaml
			apply < route-2.yaml
			get httproute shop -o jsonpath={.spec.rules[0].backendRefs[*].weight}
			apply < recreate.yaml
			get deployment shop -o jsonpath={.spec.strategy}{.spec.template.spec.volumes}
			apply < shop.yaml
			delete --wait=false < shop.yaml
		`,
	},
	{
		does: 'applies from the server’s side, with owners and their conflicts',
		commands: `
			apply --server-side < shop.yaml
			apply --server-side < shop.yaml
			diff --server-side < shop.yaml
			apply --server-side --field-manager=other < shop-2.yaml
			apply --server-side --field-manager=other --force-conflicts < shop-2.yaml
			apply --server-side < shop.yaml
			get configmap shop -o jsonpath={.data}{.metadata.managedFields[*].manager}
			apply --server-side < wrong.yaml
			apply --server-side --dry-run=server --force-conflicts < shop.yaml
			apply < route.yaml
			apply --server-side < route.yaml
			get httproute shop -o jsonpath={.metadata.managedFields[*].fieldsV1}
			apply --server-side --field-manager=other < route-2.yaml
			? get configmap shop -o yaml --show-managed-fields
		`,
	},
	{
		does: 'scales, sets, rolls out and rolls back',
		commands: `
			apply < shop.yaml
			rollout status deployment shop --timeout=60s
			scale deployment shop --replicas=3
			scale deployment shop --replicas=1 --current-replicas=7
			rollout status deployment shop --timeout=60s
			set image deployment/shop app=registry.example.com/shop:2
			rollout status deployment shop --timeout=60s
			set env deployment/shop MODE=fast
			set resources deployment/shop --limits=cpu=200m
			rollout status deployment shop --timeout=60s
			annotate deployment shop kubernetes.io/change-cause=faster
			rollout history deployment shop
			rollout history deployment shop --revision=2
			rollout undo deployment shop --to-revision=1
			rollout status deployment shop --timeout=60s
			rollout undo deployment shop --to-revision=99
			rollout pause deployment shop
			rollout pause deployment shop
			rollout resume deployment shop
			rollout resume deployment shop
			rollout restart deployment shop
			rollout status deployment shop --timeout=60s
			get replicasets -o custom-columns=WANTED:.spec.replicas,REVISION:.metadata.annotations.deployment\\.kubernetes\\.io/revision --sort-by={.metadata.annotations.deployment\\.kubernetes\\.io/revision}
			wait deployment shop --for=condition=Available --timeout=60s
			wait deployment shop --for=condition=Nonsense --timeout=1s
			wait pod -l app=shop --for=condition=Ready --timeout=60s
		`,
	},
	{
		does: 'labels, annotates, patches and edits',
		commands: `
			apply < shop.yaml
			label deployment shop tier=front
			label deployment shop tier=back
			label deployment shop tier=back --overwrite
			label deployment shop tier-
			label deployment shop a=b!
			annotate deployment shop note=first
			annotate deployment shop note-
			patch deployment shop -p {"spec":{"replicas":2}}
			patch deployment shop --type=json -p [{"op":"test","path":"/spec/replicas","value":7}]
			patch deployment shop --type=json -p [{"op":"replace","path":"/spec/replicas","value":1}]
			patch deployment shop --type=merge -p {"spec":{"paused":true}}
			? patch deployment shop --type=merge -p {"spec":{"replicas":"x"}}
			patch deployment shop --subresource=scale --type=merge -p {"spec":{"replicas":3}}
			edit deployment shop
			get deployment shop -o jsonpath={.spec.paused}{.spec.replicas}{.metadata.annotations.edited}
			edit configmap shop
			patch deployment shop --type=merge -p {"spec":{"paused":false}}
			rollout status deployment shop --timeout=60s
			get deployment shop --subresource=scale
			get deployment shop --subresource=status
		`,
	},
	{
		does: 'shows pods, their logs and what happened',
		commands: `
			apply < shop.yaml
			rollout status deployment shop --timeout=60s
			wait pod -l app=shop --for=condition=Ready --timeout=60s
			get pods
			get pods -o wide
			get pods --show-labels
			get pods -w --request-timeout=2s
			? describe deployment shop
			? describe pods -l app=shop
			? describe service shop
			describe configmap shop
			? describe node NODE
			? logs -l app=shop --tail=1
			logs nope
			logs deployment/shop -c nope
			? events --for deployment/shop
			events --for deployment/shop --types=Warning
			? top pods
			? top nodes
			exec deployment/nope -- true
			get --raw /readyz
			get --raw /healthz
			get --raw /apis/nope
		`,
	},
	{
		does: 'empties a node',
		commands: `
			apply < shop.yaml
			rollout status deployment shop --timeout=60s
			cordon NODE
			cordon NODE
			get node NODE -o jsonpath={.spec.unschedulable}
			drain NODE --dry-run=server --pod-selector=app=nope
			? drain NODE --ignore-daemonsets --pod-selector=app=shop --timeout=60s
			uncordon NODE
			uncordon NODE
			drain nope
		`,
	},
	{
		does: 'deletes',
		commands: `
			apply < shop.yaml
			delete deployment nope
			delete deployment nope --ignore-not-found
			delete configmap shop --dry-run=server
			delete configmap shop
			delete service -l app=shop
			delete deployment shop --cascade=foreground
			get deployment,replicaset,service
			run brief --image=registry.example.com/web:1 --restart=Never
			wait pod brief --for=condition=Ready --timeout=60s
			delete pod brief --grace-period=0 --force
			delete pods --all
		`,
	},
	{
		does: 'asks what may be done and what there is',
		commands: `
			auth can-i create deployments
			auth can-i list pods --subresource=log
			auth can-i create gizmos
			version
			explain pods.spec.nope
			explain gizmos
			? explain pods.spec.containers
			? explain deployment --recursive
			? explain httproute.spec.rules.backendRefs
			? api-resources
			api-resources --api-group=apps --verbs=scale
			? api-versions
		`,
	},
];

const deployment = (image: string, replicas: number, environment: string) => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  labels: {app: shop}
spec:
  replicas: ${replicas}
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: app
        image: ${image}
        ports:
        - containerPort: 8080
        env: ${environment}
`;

const service = (port: number) => `
apiVersion: v1
kind: Service
metadata:
  name: shop
  labels: {app: shop}
spec:
  selector: {app: shop}
  ports:
  - {name: http, port: ${port}, targetPort: 8080}
`;

const configMap = (mode: string) => `
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop
data:
  mode: ${mode}
`;

const route = (weight: number) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  rules:
  - backendRefs:
    - {name: shop, port: 80, weight: ${weight}}
    - {name: next, port: 80, weight: ${100 - weight}}
`;

/** The files that commands read. */
export const files: Readonly<Record<string, string>> = {
	'shop.yaml': [
		deployment('registry.example.com/shop:1', 2, '[{name: A, value: "1"}, {name: B, value: "2"}]'),
		service(80),
		configMap('calm'),
	].join('---'),
	'shop-2.yaml': [
		deployment('registry.example.com/shop:2', 1, '[{name: B, value: "3"}]'),
		service(81),
		configMap('busy'),
	].join('---'),
	'recreate.yaml': deployment('registry.example.com/shop:2', 1, '[]')
		.replace('  replicas:', '  strategy: {type: Recreate}\n  replicas:')
		.replace('      containers:', '      volumes: [{name: scratch, emptyDir: {}}]\n      containers:'),
	'wrong.yaml': configMap('calm').replace('data:', 'gizmo: 1\ndata:'),
	'route.yaml': route(90),
	'route-2.yaml': route(50),
};
