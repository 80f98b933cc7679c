using MultiBox.Build;

return BuildHost.Run(args);
