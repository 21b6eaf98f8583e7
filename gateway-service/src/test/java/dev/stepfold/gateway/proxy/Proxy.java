package dev.stepfold.gateway.proxy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A kind of proxy, with the lines for it that the documentation has. */
enum Proxy {
    NGINX("/usr/sbin/nginx", false) {
        @Override
        String config(Setting setting) {
            return nginx(setting, setting.lines("nginx", 0));
        }

        @Override
        List<String> command(Path folder, Setting setting) {
            return nginxCommand(folder);
        }
    },

    NGINX_HTTP_2("/usr/sbin/nginx", true) {
        @Override
        String config(Setting setting) {
            return nginx(
                    setting,
                    setting.lines("nginx", 0)
                            .replaceFirst(
                                    " *listen [^;]*;", setting.lines("nginx", 1).replace("443", "" + setting.port())));
        }

        @Override
        List<String> command(Path folder, Setting setting) {
            return nginxCommand(folder);
        }
    },

    APACHE("/usr/sbin/apache2", false) {
        @Override
        String config(Setting setting) {
            return apache(setting);
        }

        @Override
        List<String> command(Path folder, Setting setting) {
            return apacheCommand(folder);
        }
    },

    APACHE_WITH_DEFLATE("/usr/sbin/apache2", false) {
        @Override
        String config(Setting setting) {
            return apache(setting) + "SetOutputFilter DEFLATE\n" + setting.lines("apache", 1);
        }

        @Override
        List<String> command(Path folder, Setting setting) {
            return apacheCommand(folder);
        }
    },

    HAPROXY_WITH_COMPRESSION("/usr/sbin/haproxy", false) {
        @Override
        String config(Setting setting) {
            return setting.lines("haproxy", 0)
                    .replace("bind :80", "bind 127.0.0.1:" + setting.port())
                    .replace("backend stepfold\n", "backend stepfold\n    compression algo gzip\n");
        }

        @Override
        List<String> command(Path folder, Setting setting) {
            return List.of(binary(), "-db", "-f", "config");
        }
    },

    HAPROXY_HTTP_2("/usr/sbin/haproxy", true) {
        @Override
        String config(Setting setting) {
            return setting.lines("haproxy", 0)
                    .replace("bind :80", "bind 127.0.0.1:" + setting.port() + " ssl crt tls.pem alpn h2,http/1.1");
        }

        @Override
        List<String> command(Path folder, Setting setting) {
            return List.of(binary(), "-db", "-f", "config");
        }
    },

    VARNISH("/usr/sbin/varnishd", false) {
        @Override
        String config(Setting setting) {
            return setting.lines("vcl", 0);
        }

        @Override
        List<String> command(Path folder, Setting setting) {
            return List.of(
                    binary(),
                    "-F",
                    "-j",
                    "none",
                    "-a",
                    "127.0.0.1:" + setting.port(),
                    "-n",
                    folder.resolve("state").toString(),
                    "-s",
                    "malloc,32m",
                    "-f",
                    folder.resolve("config").toString());
        }
    };

    private final Path binary;
    private final boolean isHttp2;

    Proxy(String binary, boolean isHttp2) {
        this.binary = Path.of(binary);
        this.isHttp2 = isHttp2;
    }

    /** The contents of its configuration file. */
    abstract String config(Setting setting);

    /** What starts it in the foreground, within a folder that has its configuration in a file {@code config}. */
    abstract List<String> command(Path folder, Setting setting);

    /** Whether clients speak HTTP/2 with it, by TLS. */
    boolean isHttp2() {
        return isHttp2;
    }

    boolean isInstalled() {
        return Files.isExecutable(binary);
    }

    String binary() {
        return binary.toString();
    }

    private static String nginx(Setting setting, String server) {
        return """
                error_log stderr;
                pid nginx.pid;
                events {}
                http {
                    access_log off;
                    gzip on;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    %s
                }
                """.formatted(server.replace("listen 80;", "listen 127.0.0.1:" + setting.port() + ";")
                .replace("/etc/stepfold/", setting.folder() + "/"));
    }

    private static List<String> nginxCommand(Path folder) {
        return List.of(
                "/usr/sbin/nginx",
                "-p",
                folder.toString(),
                "-c",
                folder.resolve("config").toString(),
                "-e",
                "stderr",
                "-g",
                "daemon off;");
    }

    private static String apache(Setting setting) {
        StringBuilder config = new StringBuilder();
        for (String module :
                List.of("mpm_event", "authz_core", "filter", "setenvif", "deflate", "proxy", "proxy_http")) {
            config.append("LoadModule ")
                    .append(module)
                    .append("_module /usr/lib/apache2/modules/mod_")
                    .append(module)
                    .append(".so\n");
        }
        return config + """
                ServerName localhost
                Listen 127.0.0.1:%d
                PidFile httpd.pid
                ErrorLog /dev/stderr
                DefaultRuntimeDir .
                User www-data
                Group www-data
                """.formatted(setting.port()) + setting.lines("apache", 0);
    }

    private static List<String> apacheCommand(Path folder) {
        return List.of(
                "/usr/sbin/apache2",
                "-D",
                "FOREGROUND",
                "-d",
                folder.toString(),
                "-f",
                folder.resolve("config").toString());
    }
}
