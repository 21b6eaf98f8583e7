# Sourced by ./mvnw and ./run: sets JAVA_HOME to a JDK 25 or newer, or prints what to install and returns 1.
# Search order: JAVA_HOME, the javac on PATH, the usual places of Linux and macOS.

STEPFOLD_JDK_MIN=25

jdk_major() {
    [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 1
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

jdk_is_new_enough() {
    local major
    major=$(jdk_major "$1") && [ -n "$major" ] && [ "$major" -ge "$STEPFOLD_JDK_MIN" ]
}

find_jdk() {
    local candidate javac
    if [ -n "${JAVA_HOME:-}" ] && jdk_is_new_enough "$JAVA_HOME"; then
        return 0
    fi
    javac=$(command -v javac 2>/dev/null) && javac=$(readlink -f "$javac" 2>/dev/null) || javac=
    for candidate in \
        "${javac%/bin/javac}" \
        /usr/lib/jvm/* \
        /opt/java/* /opt/jdk* \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
        "${HOME:-/nonexistent}"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ -n "$candidate" ] && jdk_is_new_enough "$candidate"; then
            export JAVA_HOME="$candidate"
            return 0
        fi
    done
    echo "Stepfold needs a JDK $STEPFOLD_JDK_MIN or newer and found none: install one (for example Eclipse Temurin 25) or set JAVA_HOME to it." >&2
    return 1
}
