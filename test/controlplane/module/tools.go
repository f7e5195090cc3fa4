//go:build tools

// Package controlplane pins the programs that tests run against: kube-apiserver, kubectl and etcd. Nothing
// is built from this package itself; its imports keep their modules in go.mod (see ../build.ts).
//
// k8s.io/kubernetes names its own staging modules (k8s.io/api, k8s.io/client-go, ...) as v0.0.0 and
// replaces them by folders of its tree, which modules that require it do not see; go.mod replaces each of
// them by its published version: v1.N.P of Kubernetes is v0.N.P there. To move to another version, change
// both numbers in go.mod and run `go mod tidy` here.
package controlplane

import (
	_ "go.etcd.io/etcd/server/v3"
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
	_ "k8s.io/kubernetes/cmd/kubectl"
)
