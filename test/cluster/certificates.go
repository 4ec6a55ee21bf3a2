package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"time"
)

// authority signs every certificate of one cluster.
type authority struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

// writeCertificates makes the authority, the API server's certificate, one
// client certificate for each component and the key of service account tokens.
func (p *controlPlane) writeCertificates() error {
	ca, err := p.newAuthority()
	if err != nil {
		return err
	}
	if err := p.issue(ca, "apiserver", servingTemplate()); err != nil {
		return err
	}
	for name, subject := range map[string]pkix.Name{
		"admin":              {CommonName: "admin", Organization: []string{"system:masters"}},
		"kubelet":            {CommonName: kubeletUser, Organization: []string{"system:masters"}},
		"controller-manager": {CommonName: "system:kube-controller-manager"},
		"scheduler":          {CommonName: "system:kube-scheduler"},
		"front-proxy":        {CommonName: "front-proxy"},
	} {
		if err := p.issue(ca, name, clientTemplate(subject)); err != nil {
			return err
		}
	}
	return p.writeServiceAccountKey()
}

func (p *controlPlane) newAuthority() (*authority, error) {
	template := clientTemplate(pkix.Name{CommonName: "testcluster"})
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage |= x509.KeyUsageCertSign
	template.ExtKeyUsage = nil
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	self := &authority{certificate: template, key: key}
	der, err := p.sign(self, "ca", template, key)
	if err != nil {
		return nil, err
	}
	self.certificate, err = x509.ParseCertificate(der)
	return self, err
}

func (p *controlPlane) issue(by *authority, name string, template *x509.Certificate) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	_, err = p.sign(by, name, template, key)
	return err
}

// sign writes NAME.crt and NAME.key and returns the certificate.
func (p *controlPlane) sign(by *authority, name string, template *x509.Certificate, key *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, by.certificate, &key.PublicKey, by.key)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	if err := p.writePEM(name+".key", "EC PRIVATE KEY", private); err != nil {
		return nil, err
	}
	return der, p.writePEM(name+".crt", "CERTIFICATE", der)
}

func clientTemplate(subject pkix.Name) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      subject,
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().AddDate(1, 0, 0),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
}

func servingTemplate() *x509.Certificate {
	template := clientTemplate(pkix.Name{CommonName: "kube-apiserver"})
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(10, 96, 0, 1)}
	template.DNSNames = []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"}
	return template
}

func (p *controlPlane) writeServiceAccountKey() error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return err
	}
	if err := p.writePEM("service-account.pub", "PUBLIC KEY", public); err != nil {
		return err
	}
	return p.writePEM("service-account.key", "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))
}

func (p *controlPlane) writePEM(name, kind string, content []byte) error {
	return os.WriteFile(p.path(name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600)
}
