package main

import (
	"context"
	"crypto/rand"
	"encoding/csv"
	"errors"
	"io/fs"
	"os"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

const kubeletUser = "simulated-kubelet"

// person is a user with a token; the admin alone has a client certificate, so
// that both ways of logging in are tried.
type person struct{ name, group string }

var people = []person{
	{"viewer", "viewers"},
	{"ns-viewer", "viewers"},
	{"ns-editor", "editors"},
	{"nobody", "nobodies"},
	// tester may do everything under a name of its own in the audit log.
	{"tester", "system:masters"},
}

// writeCredentials makes certificates, tokens and kubeconfigs. A directory that
// was used before keeps its certificates and tokens; the kubeconfigs are
// written anew, for the port may be another.
func (p *controlPlane) writeCredentials(context.Context) error {
	if _, err := os.Stat(p.path("ca.crt")); errors.Is(err, fs.ErrNotExist) {
		if err := p.writeCertificates(); err != nil {
			return err
		}
		if err := p.writeTokens(); err != nil {
			return err
		}
	}
	if err := p.writeKubeconfigs(); err != nil {
		return err
	}
	return p.connect()
}

// writeTokens writes the API server's token file. Tokens are random: a fixed
// one would let everybody else on the machine in.
func (p *controlPlane) writeTokens() error {
	file, err := os.OpenFile(p.path("tokens.csv"), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	table := csv.NewWriter(file)
	for _, person := range people {
		table.Write([]string{rand.Text(), person.name, person.name, person.group})
	}
	table.Flush()
	return table.Error()
}

func (p *controlPlane) writeKubeconfigs() error {
	file, err := os.Open(p.path("tokens.csv"))
	if err != nil {
		return err
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := p.writeKubeconfig(row[1], &api.AuthInfo{Token: row[0]}); err != nil {
			return err
		}
	}
	for _, name := range []string{"admin", "kubelet", "controller-manager", "scheduler"} {
		if err := p.writeCertificateKubeconfig(name); err != nil {
			return err
		}
	}
	return nil
}

func (p *controlPlane) writeCertificateKubeconfig(name string) error {
	certificate, err := os.ReadFile(p.path(name + ".crt"))
	if err != nil {
		return err
	}
	key, err := os.ReadFile(p.path(name + ".key"))
	if err != nil {
		return err
	}
	return p.writeKubeconfig(name, &api.AuthInfo{ClientCertificateData: certificate, ClientKeyData: key})
}

func (p *controlPlane) writeKubeconfig(name string, user *api.AuthInfo) error {
	authority, err := os.ReadFile(p.path("ca.crt"))
	if err != nil {
		return err
	}
	config := api.NewConfig()
	config.Clusters["testcluster"] = &api.Cluster{Server: p.server, CertificateAuthorityData: authority}
	config.AuthInfos[name] = user
	config.Contexts[name] = &api.Context{Cluster: "testcluster", AuthInfo: name, Namespace: "default"}
	config.CurrentContext = name
	return clientcmd.WriteToFile(*config, p.path(name+".kubeconfig"))
}

// kubeconfigs are the files of those who are not components.
func (p *controlPlane) kubeconfigs() map[string]string {
	files := map[string]string{"admin": p.path("admin.kubeconfig")}
	for _, person := range people {
		files[person.name] = p.path(person.name + ".kubeconfig")
	}
	return files
}
