java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
  -cp "target/search.jar:target/lib/*" search.Search "$@"
