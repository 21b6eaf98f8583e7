package dev.stepfold.gateway.proxy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A kind of proxy, with the lines for it that the documentation has. */
enum Proxy {
    NGINX(Program.NGINX, false),
    NGINX_HTTP_2(Program.NGINX, true),
    APACHE(Program.APACHE, false),
    APACHE_WITH_DEFLATE(Program.APACHE, false),
    HAPROXY_WITH_COMPRESSION(Program.HAPROXY, false),
    HAPROXY_HTTP_2(Program.HAPROXY, true),
    VARNISH(Program.VARNISH, false);

    private final Program program;
    private final boolean isHttp2;

    Proxy(Program program, boolean isHttp2) {
        this.program = program;
        this.isHttp2 = isHttp2;
    }

    /** The contents of its configuration file. */
    String config(Setting setting) {
        return switch (this) {
            case NGINX -> nginx(setting, "listen 127.0.0.1:" + setting.port() + ";");
            case NGINX_HTTP_2 ->
                nginx(
                        setting,
                        setting.lines("nginx", 1)
                                .replace("443", "127.0.0.1:" + setting.port())
                                .replace("/etc/stepfold/", setting.folder() + "/"));
            case APACHE -> apache(setting);
            case APACHE_WITH_DEFLATE -> apache(setting) + "SetOutputFilter DEFLATE\n" + setting.lines("apache", 1);
            case HAPROXY_WITH_COMPRESSION ->
                haproxy(setting, "").replace("backend stepfold\n", "backend stepfold\n    compression algo gzip\n");
            case HAPROXY_HTTP_2 -> haproxy(setting, " ssl crt tls.pem alpn h2,http/1.1");
            case VARNISH -> setting.lines("vcl", 0);
        };
    }

    /** What starts it in the foreground, within a folder that has its configuration in a file {@code config}. */
    List<String> command(Setting setting) {
        return Stream.concat(Stream.of(binary()), program.arguments(setting).stream())
                .toList();
    }

    /** Whether clients speak HTTP/2 with it, by TLS. */
    boolean isHttp2() {
        return isHttp2;
    }

    boolean isInstalled() {
        return Files.isExecutable(program.binary);
    }

    String binary() {
        return program.binary.toString();
    }

    private enum Program {
        NGINX("nginx"),
        APACHE("apache2"),
        HAPROXY("haproxy"),
        VARNISH("varnishd");

        private final Path binary;

        Program(String name) {
            binary = Path.of("/usr/sbin", name);
        }

        List<String> arguments(Setting setting) {
            String folder = setting.folder().toString();
            String config = setting.folder().resolve("config").toString();
            return switch (this) {
                case NGINX -> List.of("-p", folder, "-c", config, "-e", "stderr", "-g", "daemon off;");
                case APACHE -> List.of("-D", "FOREGROUND", "-d", folder, "-f", config);
                case HAPROXY -> List.of("-db", "-f", config);
                case VARNISH -> {
                    String address = "127.0.0.1:" + setting.port();
                    yield List.of(
                            "-F",
                            "-j",
                            "none",
                            "-a",
                            address,
                            "-n",
                            folder + "/state",
                            "-s",
                            "malloc,32m",
                            "-f",
                            config);
                }
            };
        }
    }

    private static String nginx(Setting setting, String listen) {
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
                """.formatted(setting.lines("nginx", 0).replace("listen 80;", listen));
    }

    private static String apache(Setting setting) {
        String modules = Stream.of("mpm_event", "authz_core", "filter", "setenvif", "deflate", "proxy", "proxy_http")
                .map(module -> "LoadModule " + module + "_module /usr/lib/apache2/modules/mod_" + module + ".so\n")
                .collect(Collectors.joining());
        return modules + """
                ServerName localhost
                Listen 127.0.0.1:%d
                PidFile httpd.pid
                ErrorLog /dev/stderr
                DefaultRuntimeDir .
                User www-data
                Group www-data
                """.formatted(setting.port()) + setting.lines("apache", 0);
    }

    private static String haproxy(Setting setting, String bound) {
        return setting.lines("haproxy", 0).replace("bind :80", "bind 127.0.0.1:" + setting.port() + bound);
    }
}
