// From here the way begins on our own website, so the browser sends its session along.
location.replace(document.getElementById("go-on").href);
