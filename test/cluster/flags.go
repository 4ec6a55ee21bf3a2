package main

import (
	"fmt"
	"os"
)

func (p *controlPlane) apiserverFlags(etcd string) []string {
	flags := []string{
		"--etcd-servers=" + etcd,
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", p.port),
		// 127.0.0.1 is not allowed in endpoints, so the "kubernetes" Service has none.
		"--endpoint-reconciler-type=none",
		"--tls-cert-file=" + p.path("apiserver.crt"),
		"--tls-private-key-file=" + p.path("apiserver.key"),
		"--client-ca-file=" + p.path("ca.crt"),
		"--token-auth-file=" + p.path("tokens.csv"),
		"--authorization-mode=Node,RBAC",
		"--allow-privileged=true",
		"--service-cluster-ip-range=10.96.0.0/16",
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + p.path("service-account.pub"),
		"--service-account-signing-key-file=" + p.path("service-account.key"),
		"--requestheader-client-ca-file=" + p.path("ca.crt"),
		"--requestheader-allowed-names=front-proxy",
		"--requestheader-username-headers=X-Remote-User",
		"--requestheader-group-headers=X-Remote-Group",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--proxy-client-cert-file=" + p.path("front-proxy.crt"),
		"--proxy-client-key-file=" + p.path("front-proxy.key"),
		"--kubelet-client-certificate=" + p.path("admin.crt"),
		"--kubelet-client-key=" + p.path("admin.key"),
		"--kubelet-preferred-address-types=InternalIP",
		"--max-requests-inflight=2000",
		"--max-mutating-requests-inflight=1000",
		"--profiling=false",
		"--shutdown-delay-duration=0s",
	}
	if p.withAudit {
		flags = append(flags,
			"--audit-policy-file="+p.path("audit-policy.yaml"),
			"--audit-log-path="+p.path("audit.log"),
			"--audit-log-maxsize=500",
		)
	}
	return flags
}

// auditPolicy leaves out what the control plane does by itself, so that the
// audit log tells what tests and people did.
const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: None
  users: ["system:apiserver", "system:kube-scheduler", "system:kube-controller-manager", "` + kubeletUser + `"]
- level: None
  userGroups: ["system:serviceaccounts:kube-system"]
- level: Metadata
`

func (p *controlPlane) writeAuditPolicy() error {
	return os.WriteFile(p.path("audit-policy.yaml"), []byte(auditPolicy), 0o600)
}

func (p *controlPlane) controllerFlags() []string {
	return []string{
		"--kubeconfig=" + p.path("controller-manager.kubeconfig"),
		"--leader-elect=false",
		"--secure-port=0",
		"--service-account-private-key-file=" + p.path("service-account.key"),
		"--root-ca-file=" + p.path("ca.crt"),
		"--cluster-signing-cert-file=" + p.path("ca.crt"),
		"--cluster-signing-key-file=" + p.path("ca.key"),
		// Gives each controller its own RBAC role, as on a cluster for work.
		"--use-service-account-credentials=true",
		"--kube-api-qps=300",
		"--kube-api-burst=600",
		"--concurrent-deployment-syncs=20",
		"--concurrent-replicaset-syncs=20",
		"--concurrent-job-syncs=20",
	}
}

func (p *controlPlane) schedulerFlags() []string {
	return []string{
		"--kubeconfig=" + p.path("scheduler.kubeconfig"),
		"--leader-elect=false",
		"--secure-port=0",
		"--kube-api-qps=500",
		"--kube-api-burst=1000",
	}
}
