package main

import (
	"context"
	"errors"
	"slices"

	rbac "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var (
	reading = []string{"get", "list", "watch"}
	writing = []string{"create", "update", "patch", "delete", "deletecollection"}
)

// grantRights gives each person their rights: viewer may read everything but
// secrets, ns-viewer and ns-editor have the roles view and edit in the
// namespace default, nobody has none.
//
// The built-in roles view and edit know nothing of custom resources; as the
// makers of those do on real clusters, roles are added that both absorb.
func (p *controlPlane) grantRights(ctx context.Context) error {
	if err := await(ctx, func() bool { return p.clusterRole(ctx, "edit") != nil }); err != nil {
		return err
	}
	usage := rule("metrics.k8s.io", reading, "*")
	nodes := rule("", reading, "nodes", "persistentvolumes")
	return errors.Join(
		p.addClusterRole(ctx, "testcluster-usage", "view", usage),
		p.addClusterRole(ctx, "testcluster-nodes", "", nodes),
		p.bindEverywhere(ctx, "viewer", "view"),
		p.bindEverywhere(ctx, "viewer", "testcluster-nodes"),
		p.bindInDefault(ctx, "ns-viewer", "view"),
		p.bindInDefault(ctx, "ns-editor", "edit"),
	)
}

// grantCustomResources lets the roles view and edit reach these API groups.
func (p *controlPlane) grantCustomResources(ctx context.Context, groups []string) error {
	if len(groups) == 0 {
		return nil
	}
	read, write := rule("", reading, "*"), rule("", writing, "*")
	read.APIGroups, write.APIGroups = groups, groups
	return errors.Join(
		p.addClusterRole(ctx, "testcluster-custom-view", "view", read),
		p.addClusterRole(ctx, "testcluster-custom-edit", "edit", write),
	)
}

// awaitRights waits until the roles view and edit have absorbed the others.
func (p *controlPlane) awaitRights(ctx context.Context) error {
	wanted := append(p.groups(), "metrics.k8s.io")
	return await(ctx, func() bool {
		view, edit := p.clusterRole(ctx, "view"), p.clusterRole(ctx, "edit")
		return !slices.ContainsFunc(wanted, func(group string) bool {
			return !covers(view, group) || !covers(edit, group)
		})
	})
}

func covers(role *rbac.ClusterRole, group string) bool {
	return role != nil && slices.ContainsFunc(role.Rules, func(rule rbac.PolicyRule) bool {
		return slices.Contains(rule.APIGroups, group)
	})
}

func (p *controlPlane) clusterRole(ctx context.Context, name string) *rbac.ClusterRole {
	role, err := p.client.RbacV1().ClusterRoles().Get(ctx, name, meta.GetOptions{})
	if err != nil {
		return nil
	}
	return role
}

func rule(group string, verbs []string, resources ...string) rbac.PolicyRule {
	return rbac.PolicyRule{APIGroups: []string{group}, Resources: resources, Verbs: verbs}
}

// addClusterRole adds a role; the one named absorbedBy, if any, absorbs it.
func (p *controlPlane) addClusterRole(ctx context.Context, name, absorbedBy string, rules ...rbac.PolicyRule) error {
	role := &rbac.ClusterRole{ObjectMeta: meta.ObjectMeta{Name: name}, Rules: rules}
	if absorbedBy != "" {
		role.Labels = map[string]string{"rbac.authorization.k8s.io/aggregate-to-" + absorbedBy: "true"}
	}
	_, err := p.client.RbacV1().ClusterRoles().Create(ctx, role, meta.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		_, err = p.client.RbacV1().ClusterRoles().Update(ctx, role, meta.UpdateOptions{})
	}
	return err
}

func (p *controlPlane) bindEverywhere(ctx context.Context, user, role string) error {
	_, err := p.client.RbacV1().ClusterRoleBindings().Create(ctx, &rbac.ClusterRoleBinding{
		ObjectMeta: meta.ObjectMeta{Name: "testcluster-" + user + "-" + role},
		RoleRef:    roleRef(role),
		Subjects:   subjects(user),
	}, meta.CreateOptions{})
	return ignoreExisting(err)
}

func (p *controlPlane) bindInDefault(ctx context.Context, user, role string) error {
	_, err := p.client.RbacV1().RoleBindings("default").Create(ctx, &rbac.RoleBinding{
		ObjectMeta: meta.ObjectMeta{Name: "testcluster-" + user},
		RoleRef:    roleRef(role),
		Subjects:   subjects(user),
	}, meta.CreateOptions{})
	return ignoreExisting(err)
}

func roleRef(role string) rbac.RoleRef {
	return rbac.RoleRef{APIGroup: rbac.GroupName, Kind: "ClusterRole", Name: role}
}

func subjects(user string) []rbac.Subject {
	return []rbac.Subject{{Kind: rbac.UserKind, APIGroup: rbac.GroupName, Name: user}}
}

func ignoreExisting(err error) error {
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}
