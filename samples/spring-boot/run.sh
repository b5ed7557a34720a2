JAVA_TOOL_OPTIONS=--add-modules=jdk.incubator.vector java -jar target/embedder.jar "$@"
