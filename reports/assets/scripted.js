// Before anything is drawn: the page has a script, so it shows one view at a time (views.js).
document.documentElement.classList.add("js");
