"""Owns values of the language in their long forms: what a project and an org file are once short forms are expanded.

`alternative` is the tag that the expansion writes; a field switched off by `null` is absent.
"""

from kgen import schema

SMALLEST: schema.ProjectFile = {
    "apiVersion": "kgen.dev/v1",
    "name": "checkout",
    "owner": {"team": "payments"},
    "image": {"repository": "registry.example.com/checkout", "tag": "1.4.2"},
    "ports": {"http": {"containerPort": 8080}},
    "probes": {
        "readiness": {
            "alternative": "httpGet",
            "httpGet": {"path": "/healthz"},
            "periodSeconds": 5,
            "timeoutSeconds": 2,
            "failureThreshold": 3,
        },
        "liveness": {
            "alternative": "httpGet",
            "httpGet": {"path": "/healthz"},
            "periodSeconds": 10,
            "timeoutSeconds": 5,
            "failureThreshold": 6,
        },
        "startup": {
            "alternative": "httpGet",
            "httpGet": {"path": "/healthz"},
            "periodSeconds": 5,
            "timeoutSeconds": 2,
            "failureThreshold": 60,
        },
    },
    "resources": {"requests": {"cpu": "250m", "memory": "512Mi"}, "limits": {"memory": "512Mi"}},
    "routes": {"web": {"host": "shop.example.com", "path": "/checkout"}},
    "environments": {
        "dev": {"routes": {"web": {"host": "shop.dev.example.com"}}},
        "canary": {"extends": "production", "traffic": 5},
        "production": {"replicas": 6},
    },
}

RICH: schema.ProjectFile = {
    "apiVersion": "kgen.dev/v1",
    "name": "checkout",
    "description": "Takes the cart and turns it into a paid order",
    "owner": {
        "team": "payments",
        "oncall": "payments-primary",
        "slack": "#payments",
        "runbook": "https://runbooks.example.com/checkout",
    },
    "repository": "https://git.example.com/shop/checkout",
    "tier": "critical",
    "image": {"repository": "registry.example.com/checkout", "tag": "1.4.2"},
    "use": ["statsd"],
    "ports": {"http": {"containerPort": 8080}, "grpc": {"containerPort": 9090, "appProtocol": "grpc"}},
    "probes": {
        "readiness": {"alternative": "httpGet", "httpGet": {"path": "/ready"}},
        "liveness": {"alternative": "httpGet", "httpGet": {"path": "/live"}},
        "startup": {"alternative": "httpGet", "httpGet": {"path": "/live"}, "failureThreshold": 30},
    },
    "resources": {"requests": {"cpu": "250m", "memory": "512Mi"}, "limits": {"memory": "512Mi"}},
    "env": {
        "LOG_LEVEL": {"alternative": "value", "value": "info"},
        "PUBLIC_URL": {"alternative": "value", "value": "${routes.web.url}"},
        "LEDGER_URL": {"alternative": "value", "value": "${dependsOn.ledger.url}"},
        "DB_PASSWORD": {"alternative": "secret", "secret": "checkout-db", "key": "password"},
        "POD_IP": {"alternative": "field", "field": "status.podIP"},
    },
    "files": {
        "/etc/checkout/rules.yaml": {"alternative": "source", "source": "config/rules.yaml"},
        "/etc/checkout/motd": {"alternative": "content", "content": "hello\n"},
        "/etc/tls": {"alternative": "secret", "secret": "checkout-tls"},
    },
    "volumes": {"/cache": {"alternative": "emptyDir", "emptyDir": {"sizeLimit": "1Gi"}}},
    "initContainers": {"migrate": {"command": ["checkout", "migrate"]}},
    "sidecars": {
        "proxy": {
            "image": {"repository": "registry.example.com/proxy", "tag": "1.4.0"},
            "ports": {"admin": {"containerPort": 9901}},
            "resources": {"requests": {"cpu": "50m", "memory": "128Mi"}, "limits": {"memory": "128Mi"}},
        }
    },
    "workloads": {
        "worker": {
            "command": ["checkout", "worker"],
            "autoscaling": {"minReplicas": 1, "maxReplicas": 20, "cpu": 60},
        },
        "nightly": {"command": ["checkout", "reconcile"], "schedule": "0 3 * * *", "timeZone": "Etc/UTC"},
    },
    "autoscaling": {
        "minReplicas": 2,
        "maxReplicas": 10,
        "cpu": 70,
        "triggers": {
            "backlog": {"type": "prometheus", "query": 'sum(queue_depth{service="checkout"})', "threshold": "100"}
        },
    },
    "dependsOn": {
        "ledger": {"port": 9090, "namespace": "ledger", "scheme": "http"},
        "stripe": {"host": "api.stripe.com", "port": 443},
    },
    "allowFrom": {"storefront": {}, "admin": {}},
    "serviceAccount": {"annotations": {"iam.example.com/role": "payments-checkout"}},
    "routes": {
        "web": {
            "host": "shop.example.com",
            "path": "/checkout",
            "port": "http",
            "redirectFrom": ["/cart/checkout"],
            "timeouts": {"request": "10s"},
        },
        "api": {"host": "api.example.com", "grpc": "shop.v1.Checkout", "port": "grpc"},
    },
    "metrics": {"port": "http", "path": "/metrics", "interval": "30s"},
    "slo": {
        "availability": {"objective": "99.9", "window": "30d"},
        "latency": {"objective": "99", "threshold": "300ms"},
    },
    "alerts": {
        "PaymentErrors": {
            "expr": 'rate(payment_errors_total{service="checkout"}[5m]) > 1',
            "for": "10m",
            "severity": "critical",
            "summary": "Payments fail.",
        }
    },
    "dashboard": {
        "panels": {
            "orders": {
                "title": "Orders per second",
                "expr": 'sum(rate(orders_total{service="checkout"}[5m]))',
                "unit": "reqps",
            }
        }
    },
    "environments": {
        "dev": {
            "env": {"LOG_LEVEL": {"alternative": "value", "value": "debug"}},
            "replicas": 1,
            "routes": {"web": {"host": "shop.dev.example.com"}, "api": {"host": "api.dev.example.com"}},
        },
        "canary": {"extends": "production", "traffic": 5, "autoscaling": {"minReplicas": 1, "maxReplicas": 3}},
        "production": {
            "autoscaling": {"minReplicas": 6, "maxReplicas": 60},
            "strategy": {"rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}},
        },
    },
    "patches": {
        "hostnameAsFqdn": {
            "alternative": "json6902",
            "target": {"kind": "Deployment", "name": "checkout"},
            "json6902": [{"op": "add", "path": "/spec/template/spec/setHostnameAsFQDN", "value": True}],
            "reason": "PAY-123",
            "expires": "2027-01-31",
        }
    },
    "extraObjects": {"quota": {"alternative": "source", "source": "extra/quota.yaml"}},
}

ORGANIZATION: schema.OrgFile = {
    "apiVersion": "kgen.dev/v1",
    "organization": "example",
    "defaults": {"podSecurity": {"level": "restricted"}, "metrics": {"interval": "30s"}},
    "tiers": {"critical": {"priorityClassName": "critical"}},
    "components": {
        "statsd": {
            "sidecars": {"statsd": {"image": {"repository": "registry.example.com/statsd", "tag": "2.1"}}},
            "env": {"STATSD_HOST": {"alternative": "value", "value": "localhost"}},
        }
    },
    "teams": {"payments": {"slack": "#payments", "oncall": "payments-primary"}},
    "environments": {
        "dev": {
            "stage": "dev",
            "kubernetes": "1.34",
            "cluster": "dev",
            "domain": "dev.example.com",
            "overrides": {"replicas": 1},
        },
        "canary": {"kubernetes": "1.33", "cluster": "prod"},
        "production": {
            "kubernetes": "1.33",
            "cluster": "prod",
            "domain": "example.com",
            "context": "prod-admin",
            "protected": True,
        },
    },
    "routing": {
        "provider": "gateway",
        "channel": "standard",
        "gateway": {
            "name": "public",
            "namespace": "gateway-system",
            "listener": "https",
            "httpListener": "http",
            "namespaceLabels": {"gateway-access": "public"},
        },
        "certIssuer": "letsencrypt",
    },
    "monitoring": {
        "namespace": "monitoring",
        "labels": {"release": "kube-prometheus-stack"},
        "prometheusUrl": "http://prometheus.monitoring:9090",
        "runbookUrl": "https://runbooks.example.com/{alert}",
        "grafanaUrl": "https://grafana.example.com",
    },
    "networkPolicy": "declared",
    "secretStore": {"name": "vault", "kind": "ClusterSecretStore", "exclude": ["checkout-tls"]},
    "clusterDomain": "cluster.local",
    "apply": "client-side",
    "limits": {"replicas": {"max": 100}, "resources": {"memory": {"max": "16Gi"}}},
    "output": "k8s",
}

# What the examples do not show: the other alternatives, and fields that are easily confused with something else.
ALTERNATIVES: schema.ProjectFile = {
    "autoscaling": {"maxReplicas": 3, "triggers": {"queue": {"type": "kafka", "metadata": {"lagThreshold": "5"}}}},
    "probes": {
        "readiness": {"alternative": "grpc", "grpc": {"port": 9090, "service": "checkout"}},
        "liveness": {"alternative": "tcpSocket", "tcpSocket": {"port": "http"}},
        "startup": {"alternative": "exec", "exec": {"command": ["true"]}, "terminationGracePeriodSeconds": 5},
    },
    "lifecycle": {
        "postStart": {"alternative": "exec", "exec": {"command": ["warm-up"]}},
        "preStop": {"alternative": "sleep", "sleep": {"seconds": 5}},
    },
    "sidecars": {
        "proxy": {
            "native": False,
            "after": ["migrate"],
            "lifecycle": {
                "postStart": {"alternative": "tcpSocket", "tcpSocket": {"port": 1}},
                "preStop": {"alternative": "httpGet", "httpGet": {"path": "/quit", "port": 9901}},
            },
        }
    },
    "env": {
        "REGION": {"alternative": "configMap", "configMap": "region", "key": "name", "optional": True},
        "LIMIT": {"alternative": "resourceFieldRef", "resourceFieldRef": {"resource": "limits.memory"}},
        "API_TOKEN": {"alternative": "value", "value": "public", "notSecret": "a public key"},
    },
    "envFrom": {
        "configmap-shop.settings": {"alternative": "configMap", "configMap": "shop.settings", "prefix": "SHOP_"},
        "secret-shop": {"alternative": "secret", "secret": "shop", "after": ["configmap-shop.settings"]},
    },
    "files": {
        "/etc/shop": {"alternative": "configMap", "configMap": "shop", "items": {"a": "b/c"}, "mode": "0440"},
    },
    "volumes": {
        "/data": {"alternative": "persistentVolumeClaim", "persistentVolumeClaim": {"size": "10Gi"}},
        "/a": {"alternative": "secret", "secret": {"secretName": "a", "defaultMode": 288}},
        "/b": {"alternative": "configMap", "configMap": {"items": [{"key": "k", "path": "p/q"}]}},
        "/c": {"alternative": "downwardAPI", "downwardAPI": {"items": [{"path": "labels"}]}},
        "/d": {
            "alternative": "projected",
            "projected": {"sources": [{"serviceAccountToken": {"path": "token", "audience": "vault"}}]},
        },
        "/e": {"alternative": "csi", "csi": {"driver": "secrets-store.csi.k8s.io", "volumeAttributes": {"a": "b"}}},
        "/f": {
            "alternative": "ephemeral",
            "ephemeral": {
                "volumeClaimTemplate": {
                    "metadata": {"labels": {"a": "b"}},
                    "spec": {"resources": {"requests": {"storage": "1Gi"}}},
                }
            },
        },
        "/g": {"alternative": "image", "image": {"reference": "registry.example.com/model:1"}},
        "/h": {"alternative": "nfs", "nfs": {"server": "nfs.example.com", "path": "/export"}, "readOnly": True},
        "/i": {"alternative": "hostPath", "hostPath": {"path": "/var/log", "type": "Directory"}},
        "/j": {"alternative": "volume", "volume": "data", "subPath": "j", "mountPropagation": "None"},
    },
    "patches": {
        "merged": {"alternative": "merge", "merge": {"spec": {"a": [1, 1.5, True, "x", None, {"b": {}}]}}, "count": 2},
        "moved": {"alternative": "json6902", "json6902": [{"op": "move", "from": "/a", "path": "/b~1c"}]},
    },
    "extraObjects": {"quota": {"alternative": "object", "object": {"kind": "ResourceQuota", "spec": {"hard": {}}}}},
}
